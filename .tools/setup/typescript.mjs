// TypeScript to dist, for every package.
import { join } from 'node:path';
import { filesBelow, fingerprint, upToDate, writeStamp } from '../fingerprint.mjs';
import { cache, root } from '../root.mjs';
import { step } from '../step.mjs';
import { packageFolders } from '../workspace.mjs';

/** The TypeScript compiler's entry point, for `node`. */
export const tsc = join(root, 'node_modules/typescript/bin/tsc');

const stamp = join(cache, 'typescript.json');

/** Compiles all packages if a source, a setting or a dependency has changed, or something compiled is gone. */
export async function buildTypeScript() {
  const inputs = inputsOf();
  if (upToDate(stamp, inputs)) return;
  // Forced, because the compiler's own check trusts its notes and misses outputs that were deleted.
  await step('compiling TypeScript', process.execPath, [tsc, '--build', '--force']);
  const outputs = packageFolders().flatMap((folder) => filesBelow(join(folder, 'dist')));
  writeStamp(stamp, { inputs, outputs });
}

function inputsOf() {
  const settings = ['tsconfig.json', 'tsconfig.base.json', 'pnpm-lock.yaml'].map((name) => join(root, name));
  const sources = packageFolders().flatMap((folder) => [
    join(folder, 'package.json'),
    join(folder, 'tsconfig.json'),
    ...['lib', 'src'].flatMap((name) =>
      filesBelow(join(folder, name)).filter((file) => file.endsWith('.ts')),
    ),
  ]);
  return fingerprint([...settings, ...sources]);
}
