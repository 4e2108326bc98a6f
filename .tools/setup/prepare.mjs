// From a fresh clone to something that runs: `npm start` and `npm test` begin with it. Why this stays: scripts
// of pnpm cannot do it, because `install` is what fetches pnpm.
import { install } from './install.mjs';
import { buildNative, checkPrerequisites, isConfigured } from './native.mjs';
import { buildTypeScript } from './typescript.mjs';

/**
 * @typedef {object} PrepareOptions
 * @property {boolean} tests also the packages and programs that only tests need
 * @property {import('./scopes.mjs').Scope} [scope] what to install. Default: 'all' with `tests`, else 'example'
 */

/**
 * @param {PrepareOptions} options
 * @throws {import('../step.mjs').StepFailed}
 */
export async function prepare({ tests, scope }) {
  // Checked before the install, which takes a minute and would be of no use.
  if (!isConfigured()) checkPrerequisites();
  await prepareTypeScript({ tests, ...(scope !== undefined && { scope }) });
  await buildNative({ tests });
}

/**
 * The part of {@link prepare} that needs no compiler for C++.
 *
 * @param {PrepareOptions} options
 * @throws {import('../step.mjs').StepFailed}
 */
export async function prepareTypeScript({ tests, scope = tests ? 'all' : 'example' }) {
  await install(scope);
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
