// npm run test:nodes: what an input may be, and the contexts of callers, on every version of Node that is supported. Their
// executables come from npm (150 MB each) and stay in the cache. `npm test` runs these tests on its own version, and on those
// that ASCEND_RX_NODES names. With --paths this program prints the value of that variable, and runs nothing: for CI.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './main.mjs';
import { cache, root } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run, step } from './step.mjs';

const majors = [20, 22, 24, 26];

await main(async () => {
  const isForOthers = process.argv.includes('--paths');
  if (!isForOthers) await prepare({ tests: true });
  const nodes = [];
  for (const major of majors) nodes.push(await installed(major));
  if (isForOthers) {
    console.log(nodes.join(':'));
    return 0;
  }
  const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];
  const tests = ['--ci', '--selectProjects', 'test', '--testPathPatterns', 'test/node-versions/'];
  const env = { ASCEND_RX_NODES: nodes.join(':') };
  const { code } = await run(process.execPath, [...jest, ...tests], { cwd: root, env, output: 'show' });
  return typeof code === 'number' ? code : 1;
});

/**
 * @param {number} major
 * @returns {Promise<string>} the executable
 */
async function installed(major) {
  const folder = join(cache, `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  const node = join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `${name}@${major}`];
  await step(`installing Node ${major}`, 'npm', args);
  return node;
}
