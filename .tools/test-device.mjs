// npm run test:device: the conformance suite over a real NPU. Without an NPU the suite is skipped, and the reason printed.
// Why this stays: jest has no option that skips a project and prints the reason.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main } from './main.mjs';
import { native, root } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run, StepFailed } from './step.mjs';

await main(async () => {
  await prepare({ tests: true });
  const reason = await whyNot();
  if (reason !== undefined) {
    console.log(`skipped: ${reason}`);
    return 0;
  }
  if (!process.env.ASCEND_RX_NPU_MODEL) {
    throw new StepFailed(
      'expected an offline model in ASCEND_RX_NPU_MODEL whose only output is its only input, of float32 ' +
        '(and in ASCEND_RX_NPU_BATCH_MODEL the same with gears for batches of 1, 2 and 4, if there is one)',
    );
  }
  const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];
  const { code } = await run(process.execPath, [...jest, '--selectProjects', 'npu'], { output: 'show' });
  return typeof code === 'number' ? code : 1;
});

/** @returns {Promise<string | undefined>} the reason why no NPU can be tested */
async function whyNot() {
  const { openDevice } = await import(pathToFileURL(join(native, 'dist/index.js')).href);
  const device = await openDevice();
  const { embedded, name } = device;
  await device.close();
  return embedded ? `there is no NPU on this machine: openDevice() gives the ${name}` : undefined;
}
