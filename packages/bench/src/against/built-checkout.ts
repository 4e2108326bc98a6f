import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { UsageError } from 'ascend-rx/options';

/** What a build leaves in a checkout and this benchmark needs, in every layout that the project has had. */
const builtFiles = ['ascend_rx.node', 'libascendcl.so'].map(
  (name) => `packages/native/build/Release/${name}`,
);
const packages = ['@ascend-rx/native', '@ascend-rx/core', 'rxjs', 'onnxruntime-node/package.json'];

/**
 * Checks that a folder is a checkout of ascend-rx that has been built.
 *
 * @return its absolute path
 * @throws UsageError that names what is missing and how to get it
 */
export function builtCheckout(folder: string): string {
  const path = resolve(folder);
  assertFolder(path);
  const manifest = 'packages/native/package.json';
  if (!existsSync(join(path, manifest))) throw problem(path, `it has no ${manifest}`);
  const remedy = 'run "npm start" in that folder, which installs and builds it';
  const file = builtFiles.find((each) => !existsSync(join(path, each)));
  if (file !== undefined) throw problem(path, `it has no ${file}; ${remedy}`);
  const require = createRequire(join(path, manifest));
  for (const name of packages) {
    try {
      require.resolve(name);
    } catch {
      throw problem(path, `its package @ascend-rx/native does not find ${name}; ${remedy}`);
    }
  }
  return path;
}

function assertFolder(path: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A part of the path may be missing, or be a file.
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw problem(path, isMissing ? 'there is no such folder' : `it cannot be read (${code})`);
  }
  if (!isFolder) throw problem(path, 'it is a file');
}

function problem(path: string, what: string): UsageError {
  return new UsageError(
    `expected the folder of a built checkout of ascend-rx for --against but received ${path}: ${what}`,
  );
}
