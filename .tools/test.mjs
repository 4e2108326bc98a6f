// npm test: builds, checks and runs everything, and ends with the line "tests: N passed, N failed".
//
//   npm test -- --only lint        only the checks of sources
//   npm test -- --only cpp         only the C++ tests
//   npm test -- --only core,native only the TypeScript tests of these jest projects
//   npm test -- --only benchmark   only the tests of packages/bench
//   npm test -- --only bench       only the short benchmark against its floors
import { parseArgs } from 'node:util';
import { checkBench } from './check/bench.mjs';
import { gates } from './check/gates.mjs';
import { add, endOf, nothing } from './check/report.mjs';
import { jestProjects, runCtest, runJest } from './check/runners.mjs';
import { main } from './main.mjs';
import { prepare } from './setup/prepare.mjs';
import { progress, StepFailed } from './step.mjs';

/** @type {string[]} */
const problems = [];
/** @type {string[]} */
const times = [];
let report = nothing;

await main(async () => {
  const only = await selection();
  const everything = only.length === 0;
  if (await attempt('build', () => prepare({ tests: true }))) {
    if (everything || only.includes('lint')) {
      for (const gate of gates) await attempt(gate.name, gate);
    }
    if (everything || only.includes('cpp')) await attempt('ctest', async () => count(await runCtest()));
    const projects = only.filter((name) => !['lint', 'cpp', 'bench'].includes(name));
    if (everything || projects.length > 0) await attempt('jest', async () => count(await runJest(projects)));
    // Last, when nothing else of ours runs.
    if (everything || only.includes('bench')) await attempt(checkBench.name, checkBench);
  }
  progress(`seconds: ${times.join(', ')}`);
  for (const problem of problems) progress(`FAILED ${problem}`);
  console.log(endOf(report));
  return problems.length === 0 ? 0 : 1;
});

async function selection() {
  const { only = '' } = parseArgs({ options: { only: { type: 'string' } } }).values;
  const names = only.split(',').filter((name) => name !== '');
  const known = ['lint', 'cpp', 'bench', ...(await jestProjects()).map(({ name }) => name)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new StepFailed(`--only takes ${known.join(', ')}, not ${unknown}`);
  return names;
}

/** @param {import('./check/runners.mjs').Outcome} outcome */
function count(outcome) {
  report = add(report, outcome.report);
  if (outcome.problem !== undefined) problems.push(outcome.problem);
}

/**
 * After a failure the remaining steps still run.
 *
 * @param {string} name for the time that the step has taken
 * @param {() => Promise<unknown>} body
 */
async function attempt(name, body) {
  const begun = performance.now();
  try {
    await body();
    return true;
  } catch (error) {
    problems.push(error instanceof StepFailed ? error.message : String(/** @type {Error} */ (error).stack));
    return false;
  } finally {
    times.push(`${name} ${Math.round((performance.now() - begun) / 1000)}`);
  }
}
