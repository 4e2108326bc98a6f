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
  await install(tests ? 'all' : 'example');
  await buildTypeScript();
  await buildNative({ tests });
}
