// Dependencies: npm fetches the pinned pnpm, without a global installation, and pnpm installs from the lockfile. A stamp
// in node_modules records the install. Why it stays: an unchanged workspace starts without pnpm and without the network.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readStamp, upToDate, writeStamp } from '../fingerprint.mjs';
import { root } from '../root.mjs';
import { step } from '../step.mjs';
import { packageFolders } from '../workspace.mjs';
import { planOf } from './scopes.mjs';

const stampOf = (/** @type {string} */ scope) => join(root, `node_modules/.ascend-rx-${scope}.json`);

/**
 * Installs dependencies, unless they are installed.
 *
 * @param {import('./scopes.mjs').Scope} scope
 */
export async function install(scope) {
  const folders = packageFolders();
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'].map((name) => join(root, name));
  const inputs = fingerprint([...files, ...folders.map((folder) => join(folder, 'package.json'))]);
  if (upToDate(stampOf('all'), inputs) || upToDate(stampOf(scope), inputs)) return;

  const plan = planOf(scope, (each) => readStamp(stampOf(each)) !== undefined);
  await pnpm(['install', '--frozen-lockfile', '--ignore-scripts', ...plan.filters]);
  const outputs = folders.map((folder) => join(folder, 'node_modules')).filter(existsSync);
  for (const each of plan.scopes) writeStamp(stampOf(each), { inputs, outputs });
}

/** @param {readonly string[]} args */
function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const command = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args];
  // CI: pnpm must not ask whether it may replace a node_modules folder.
  return step('installing dependencies', 'npm', command, { env: { CI: 'true' } });
}
