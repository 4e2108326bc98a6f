// The files of the repository, for tests that compare documents with sources. Paths are relative to its root.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

export const exists = (file: string): boolean => existsSync(join(root, file));

// What is installed or built, not written.
const made = ['node_modules', 'dist', 'build'];

/** All files below `folder` whose names end with `extension`, but for what is installed or built. */
export const filesBelow = (folder: string, extension: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return made.includes(entry.name) ? [] : filesBelow(path, extension);
    return entry.isFile() && entry.name.endsWith(extension) ? [path] : [];
  });

/** The folders of all packages. */
export const packages: readonly string[] = filesBelow('packages', 'package.json').map((file) =>
  file.replace(/\/package\.json$/, ''),
);

/** The TypeScript sources of the packages that are published, without their tests. */
export const sources: readonly string[] = packages
  .filter((folder) => JSON.parse(read(`${folder}/package.json`)).private !== true)
  .flatMap((folder) => ['src', 'lib'].map((name) => `${folder}/${name}`))
  .filter(exists)
  .flatMap((folder) => filesBelow(folder, '.ts'));
