// Who may import whom: dependency-cruiser holds every source to the rules in .dependency-cruiser.mjs.
import { join } from 'node:path';
import { root } from '../root.mjs';
import { progress, run, StepFailed } from '../step.mjs';

const cruiser = join(root, 'test/node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** @throws {StepFailed} if a rule is broken */
export async function checkImports() {
  progress('> checking imports');
  const { kept, log } = await importsOf(root);
  if (kept) return;
  progress(log.trimEnd());
  throw new StepFailed('checking imports: .dependency-cruiser.mjs has a rule that is broken');
}

/**
 * @param {string} folder has `.dependency-cruiser.mjs`, `packages` and `test`
 * @returns {Promise<{ kept: boolean, log: string }>} whether every rule is kept; the violations
 */
export async function importsOf(folder) {
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', 'packages', 'test'];
  const env = { FORCE_COLOR: undefined, NO_COLOR: '1' };
  const { code, log } = await run(process.execPath, [cruiser, ...args], { cwd: folder, env });
  // The exit code is the number of violations. The system keeps eight bits of it: 256 violations would pass.
  const kept = code === 0 && /no dependency violations found \([1-9]\d* modules/.test(log);
  return { kept, log };
}
