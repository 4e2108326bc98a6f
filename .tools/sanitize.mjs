// npm run test:asan, test:tsan: the C++ tests under sanitizers, built apart in packages/native/build/<name>.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { endOf } from './check/report.mjs';
import { runCtest } from './check/runners.mjs';
import { main } from './main.mjs';
import { native, nativeBuild } from './root.mjs';
import { install } from './setup/install.mjs';
import { checkPrerequisites } from './setup/native.mjs';
import { progress, StepFailed, step } from './step.mjs';

// An allocation beyond all memory is a test, and so is a process that ends while its threads are busy.
const common = 'allocator_may_return_null=1';

/** What each kind is built with, and how it is told to judge. */
const kinds = {
  asan: {
    flags: 'address,undefined',
    env: {
      ASAN_OPTIONS: `${common}:detect_leaks=1`,
      UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
    },
  },
  tsan: {
    flags: 'thread',
    env: { TSAN_OPTIONS: `${common}:report_thread_leaks=0:halt_on_error=1:second_deadlock_stack=1` },
  },
};

await main(async () => {
  const name = process.argv[2] ?? '';
  if (!Object.hasOwn(kinds, name)) throw new StepFailed(`expected one of ${Object.keys(kinds).join(', ')}`);
  const { flags, env } = kinds[/** @type {keyof typeof kinds} */ (name)];
  checkPrerequisites();
  await install('example');

  const folder = join(nativeBuild, name);
  const options = [
    '-DASCEND_RX_TESTS=ON',
    `-DASCEND_RX_SANITIZE=${flags}`,
    '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
  ];
  await step(`configuring for ${flags}`, 'cmake', ['-S', native, '-B', folder, ...options]);
  const jobs = String(availableParallelism());
  await step(`compiling for ${flags}`, 'cmake', ['--build', folder, '--parallel', jobs]);

  const { report, problem } = await runCtest(folder, env);
  if (problem !== undefined) progress(`FAILED ${problem}`);
  console.log(endOf(report));
  return problem === undefined ? 0 : 1;
});
