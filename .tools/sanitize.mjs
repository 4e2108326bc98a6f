// npm run test:asan, test:tsan, test:valgrind: the C++ tests under sanitizers, built apart in
// packages/native/build/<name>.
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

const valgrind = [
  'valgrind',
  '--quiet',
  '--error-exitcode=99',
  '--leak-check=full',
  '--errors-for-leak-kinds=definite',
  '--fair-sched=try',
  `--suppressions=${join(native, 'test/support/valgrind.supp')}`,
];

/** What each kind is built with, and how it is told to judge. */
const kinds = {
  asan: {
    options: ['-DASCEND_RX_SANITIZE=address,undefined'],
    env: {
      ASAN_OPTIONS: `${common}:detect_leaks=1`,
      UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
    },
  },
  tsan: {
    options: ['-DASCEND_RX_SANITIZE=thread'],
    env: { TSAN_OPTIONS: `${common}:report_thread_leaks=0:halt_on_error=1:second_deadlock_stack=1` },
  },
  valgrind: {
    options: [`-DASCEND_RX_TEST_LAUNCHER=${valgrind.join(';')}`, '-DASCEND_RX_TEST_TIMEOUT=600'],
    env: {},
  },
};

await main(async () => {
  const name = process.argv[2] ?? '';
  if (!Object.hasOwn(kinds, name)) throw new StepFailed(`expected one of ${Object.keys(kinds).join(', ')}`);
  const { options, env } = kinds[/** @type {keyof typeof kinds} */ (name)];
  checkPrerequisites();
  await install('example');

  const folder = join(nativeBuild, name);
  const all = ['-DASCEND_RX_TESTS=ON', '-DCMAKE_BUILD_TYPE=RelWithDebInfo', ...options];
  await step(`configuring for ${name}`, 'cmake', ['-S', native, '-B', folder, ...all]);
  const jobs = String(availableParallelism());
  await step(`compiling for ${name}`, 'cmake', ['--build', folder, '--parallel', jobs]);

  const { report, problem } = await runCtest(folder, env);
  if (problem !== undefined) progress(`FAILED ${problem}`);
  console.log(endOf(report));
  return problem === undefined ? 0 : 1;
});
