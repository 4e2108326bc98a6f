// From a fresh clone to something that runs: each part is done only if it is out of date.
import { install } from './install.mjs';
import { buildNative, checkPrerequisites, nativeUpToDate } from './native.mjs';
import { buildTypeScript } from './typescript.mjs';

/**
 * @param {{ tests: boolean }} options with `tests`, also what only tests need
 * @throws {import('../step.mjs').StepFailed}
 */
export async function prepare({ tests }) {
  // Asked first, because an install that cannot be used would take a minute to get there.
  if (!nativeUpToDate({ tests })) checkPrerequisites();
  await install(tests ? 'all' : 'example');
  await buildTypeScript();
  await buildNative({ tests });
}
