// The two test runners, ctest and jest. Why this stays: `npm test` counts the tests of both by their reports, and treats a
// runner that leaves no report, or a report without tests, as failed.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cache, native, nativeBuild, root } from '../root.mjs';
import { progress, run, StepFailed } from '../step.mjs';
import { readCtestReport, readJestReport, total } from './report.mjs';

/**
 * @typedef {object} Outcome
 * @property {import('./report.mjs').Report} report
 * @property {string} [problem] the reason, if the run has failed
 */

/**
 * Runs C++ tests.
 *
 * @param {readonly string[]} [which] the build folder or the preset, as ctest takes it
 * @returns {Promise<Outcome>}
 */
export async function runCtest(which = ['--test-dir', nativeBuild]) {
  const file = reportFile('ctest.xml');
  const options = ['--output-on-failure', '--parallel', String(availableParallelism())];
  const args = [...which, '--output-junit', file, ...options];
  return judge('ctest', file, readCtestReport, await runQuietly('ctest', 'ctest', args, native));
}

/**
 * Runs the TypeScript tests.
 *
 * @param {readonly string[]} [only] names of jest projects; if empty, all projects run. A project without tests is a failure
 * @returns {Promise<Outcome>}
 */
export async function runJest(only = []) {
  const file = reportFile('jest.json');
  const node = ['--experimental-vm-modules', '--no-warnings'];
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const selected = only.length > 0 ? ['--selectProjects', ...only] : [];
  // By default jest leaves one processor alone, which is one of two on a small machine. Many tests wait for processes.
  const workers = ['--maxWorkers', String(availableParallelism())];
  const args = [...node, jest, '--ci', ...workers, '--json', '--outputFile', file, ...selected];
  const outcome = judge('jest', file, readJestReport, await runQuietly('jest', process.execPath, args, root));

  const empty = (await jestProjects()).filter(
    ({ name, folder }) =>
      (only.length === 0 || only.includes(name)) &&
      !outcome.report.files.some((test) => test.startsWith(`${folder}/`)),
  );
  if (empty.length === 0) return outcome;
  return { ...outcome, problem: `jest ran no test of ${empty.map(({ name }) => name).join(', ')}` };
}

/** @returns {Promise<{ name: string, folder: string }[]>} the jest projects and the folders of their tests */
export async function jestProjects() {
  const { default: config } = await import('../../jest.config.mjs');
  return config.projects.map(({ displayName, rootDir }) => ({
    name: displayName,
    folder: rootDir.replace('<rootDir>', root),
  }));
}

/** @param {string} name */
function reportFile(name) {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, name);
  rmSync(file, { force: true });
  return file;
}

/**
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<number | string>} the exit code, or the signal or error that ended the runner
 */
async function runQuietly(name, command, args, cwd) {
  progress(`> running ${name}`);
  const { code, log } = await run(command, args, { cwd });
  if (code !== 0) progress(log.trimEnd());
  return code;
}

/**
 * @template {import('./report.mjs').Report} R
 * @param {string} name
 * @param {string} file
 * @param {(content: string) => R} read
 * @param {number | string} code of the runner's end
 * @returns {{ report: R, problem?: string }}
 */
function judge(name, file, read, code) {
  if (!existsSync(file)) throw new StepFailed(`${name} ended with ${code} and left no report`);
  const report = read(readFileSync(file, 'utf8'));
  if (total(report) === 0) throw new StepFailed(`${name} ended with ${code} and ran no test`);
  for (const test of report.skipped) progress(`  skipped: ${test}`);
  return code === 0 && report.failed === 0 ? { report } : { report, problem: `${name} ended with ${code}` };
}
