// npm run test:endings: processes and workers that end with inferences in flight, 100 times in each way. `npm test` runs the
// same tests 20 times in each way.
import { join } from 'node:path';
import { main } from './main.mjs';
import { root } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run } from './step.mjs';

await main(async () => {
  await prepare({ tests: true });
  const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];
  const tests = ['--ci', '--selectProjects', 'test', '--testPathPatterns', 'test/lifecycle/endings'];
  const { code } = await run(process.execPath, [...jest, ...tests], {
    env: { ASCEND_RX_ENDINGS: '100' },
    output: 'show',
  });
  return typeof code === 'number' ? code : 1;
});
