// npm run bench:runtime: what an inference costs in the embedded runtime, over ONNX Runtime's own Run. Why this
// stays: CMake compiles the benchmark, but the packages that it needs have to be installed first.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { main } from './main.mjs';
import { native, nativeBuild } from './root.mjs';
import { install } from './setup/install.mjs';
import { checkPrerequisites } from './setup/native.mjs';
import { step } from './step.mjs';

await main(async () => {
  checkPrerequisites();
  await install('example');
  const folder = join(nativeBuild, 'bench');
  await step('configuring the benchmark', 'cmake', ['-S', native, '-B', folder, '-DASCEND_RX_BENCH=ON']);
  const jobs = String(availableParallelism());
  await step('compiling the benchmark', 'cmake', [
    '--build',
    folder,
    '--target',
    'ascend_rx_cost',
    '--parallel',
    jobs,
  ]);
  const { status } = spawnSync(join(folder, 'bench/cost'), process.argv.slice(2), { stdio: 'inherit' });
  return status ?? 1;
});
