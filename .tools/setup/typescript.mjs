// TypeScript to dist, for every package. Why this stays: without --force, tsc does not notice deleted outputs.
import { join } from 'node:path';
import { root } from '../root.mjs';
import { step } from '../step.mjs';

/** The TypeScript compiler's entry point, for `node`. */
export const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** Compiles all packages, in about two seconds. */
export const buildTypeScript = () =>
  step('compiling TypeScript', process.execPath, [tsc, '--build', '--force']);
