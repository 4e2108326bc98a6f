// Dependencies: npm fetches the pinned pnpm, without a global installation, and pnpm installs from the lockfile. A stamp
// in node_modules records the install. Why it stays: an unchanged workspace starts without pnpm and without the network.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readStamp, upToDate, writeStamp } from '../fingerprint.mjs';
import { root } from '../root.mjs';
import { step } from '../step.mjs';
import { packageFolders } from '../workspace.mjs';

/** What `npm start` and `npm run bench` need: their packages with all these depend on, and what is compiled with them. */
const exampleFilters = [
  'ascend-rx-workspace',
  '@ascend-rx/example-classify...',
  '@ascend-rx/example-serve...',
  '@ascend-rx/bench...',
  '@ascend-rx/recorder',
  '@ascend-rx/video',
].flatMap((name) => ['--filter', name]);

const stampOf = (/** @type {string} */ scope) => join(root, `node_modules/.ascend-rx-${scope}.json`);

/**
 * Installs dependencies, unless they are installed.
 *
 * @param {'example' | 'all'} scope 'example' leaves out the packages that only tests need: more than 100 MB
 */
export async function install(scope) {
  const folders = packageFolders();
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'].map((name) => join(root, name));
  const inputs = fingerprint([...files, ...folders.map((folder) => join(folder, 'package.json'))]);
  if (upToDate(stampOf('all'), inputs)) return;
  if (scope === 'example' && upToDate(stampOf('example'), inputs)) return;

  // Once everything has been installed, it is installed again: a filtered install would leave the rest outdated.
  const all = scope === 'all' || readStamp(stampOf('all')) !== undefined;
  await pnpm(['install', '--frozen-lockfile', '--ignore-scripts', ...(all ? [] : exampleFilters)]);
  const outputs = folders.map((folder) => join(folder, 'node_modules')).filter(existsSync);
  writeStamp(stampOf(all ? 'all' : 'example'), { inputs, outputs });
}

/** @param {readonly string[]} args */
function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const command = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args];
  // CI: pnpm must not ask whether it may replace a node_modules folder.
  return step('installing dependencies', 'npm', command, { env: { CI: 'true' } });
}
