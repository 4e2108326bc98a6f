// npm run test:asan, test:tsan, test:valgrind: the C++ tests of a preset (packages/native/CMakePresets.json). Why this is
// not ctest alone: dependencies are installed first, and the run ends with the line that `npm test` ends with.
import { availableParallelism } from 'node:os';
import { endOf } from './check/report.mjs';
import { runCtest } from './check/runners.mjs';
import { main } from './main.mjs';
import { native } from './root.mjs';
import { install } from './setup/install.mjs';
import { checkPrerequisites } from './setup/native.mjs';
import { progress, StepFailed, step } from './step.mjs';

const presets = ['tests', 'asan', 'tsan', 'valgrind'];

await main(async () => {
  const preset = process.argv[2] ?? '';
  if (!presets.includes(preset)) throw new StepFailed(`expected one of ${presets.join(', ')}`);
  checkPrerequisites();
  await install('example');
  const from = { cwd: native };
  await step(`configuring for ${preset}`, 'cmake', ['--preset', preset], from);
  const jobs = String(availableParallelism());
  await step(`compiling for ${preset}`, 'cmake', ['--build', '--preset', preset, '--parallel', jobs], from);

  const { report, problem } = await runCtest(['--preset', preset]);
  if (problem !== undefined) progress(`FAILED ${problem}`);
  console.log(endOf(report));
  return problem === undefined ? 0 : 1;
});
