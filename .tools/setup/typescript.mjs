// TypeScript to dist. The compiler's own build mode knows what is up to date.
import { join } from 'node:path';
import { root } from '../root.mjs';
import { step } from '../step.mjs';

/** The TypeScript compiler's entry point, for `node`. */
export const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** Compiles every package that has changed, or one that it builds on. */
export async function buildTypeScript() {
  await step('compiling TypeScript', process.execPath, [tsc, '--build']);
}
