// TypeScript to dist, for every package.
import { join } from 'node:path';
import { root } from '../root.mjs';
import { step } from '../step.mjs';

/** The TypeScript compiler's entry point, for `node`. */
export const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** Compiles all packages. Forced: the compiler's own check misses outputs that were deleted, and two seconds do for all. */
export const buildTypeScript = () =>
  step('compiling TypeScript', process.execPath, [tsc, '--build', '--force']);
