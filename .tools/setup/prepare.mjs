// From a fresh clone to something that runs: `npm start` and `npm test` begin with it. Why this stays: scripts
// of pnpm cannot do it, because `install` is what fetches pnpm.
import { install } from './install.mjs';
import { buildNative, checkPrerequisites, isConfigured } from './native.mjs';
import { buildTypeScript } from './typescript.mjs';

/**
 * @param {{ tests: boolean }} options with `tests`, also the packages and programs that only tests need
 * @throws {import('../step.mjs').StepFailed}
 */
export async function prepare({ tests }) {
  // Checked before the install, which takes a minute and would be of no use.
  if (!isConfigured()) checkPrerequisites();
  await prepareTypeScript({ tests });
  await buildNative({ tests });
}

/**
 * The part of {@link prepare} that needs no compiler for C++.
 *
 * @param {{ tests: boolean }} options
 * @throws {import('../step.mjs').StepFailed}
 */
export async function prepareTypeScript({ tests }) {
  await install(tests ? 'all' : 'example');
  await buildTypeScript();
}

/**
 * The rest of {@link prepare}.
 *
 * @param {{ tests: boolean }} options
 * @throws {import('../step.mjs').StepFailed}
 */
export async function prepareNative({ tests }) {
  if (!isConfigured()) checkPrerequisites();
  await buildNative({ tests });
}
