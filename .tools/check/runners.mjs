// The two test runners. Each is trusted only by its report: none, or one without tests, is a failure.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cache, nativeBuild, root } from '../root.mjs';
import { progress, run, StepFailed } from '../step.mjs';
import { readCtestReport, readJestReport, total } from './report.mjs';

/**
 * @typedef {object} Outcome
 * @property {import('./report.mjs').Report} report
 * @property {string} [problem] why this is no success
 */

/**
 * Runs the C++ tests of a build folder.
 *
 * @param {string} [folder]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Outcome>}
 */
export async function runCtest(folder = nativeBuild, env = {}) {
  const file = reportFile('ctest.xml');
  const options = ['--output-on-failure', '--parallel', String(availableParallelism())];
  const args = ['--test-dir', folder, '--output-junit', file, ...options];
  return judge('ctest', file, readCtestReport, await runQuietly('ctest', 'ctest', args, env));
}

/**
 * Runs the TypeScript tests.
 *
 * @param {readonly string[]} [only] names of jest projects; none: all of them, and none may be empty
 * @returns {Promise<Outcome>}
 */
export async function runJest(only = []) {
  const file = reportFile('jest.json');
  const node = ['--experimental-vm-modules', '--no-warnings'];
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const selected = only.length > 0 ? ['--selectProjects', ...only] : [];
  const args = [...node, jest, '--ci', '--json', '--outputFile', file, ...selected];
  const outcome = judge('jest', file, readJestReport, await runQuietly('jest', process.execPath, args));

  const empty = (await jestProjects()).filter(
    ({ name, folder }) =>
      (only.length === 0 || only.includes(name)) &&
      !outcome.report.files.some((test) => test.startsWith(`${folder}/`)),
  );
  if (empty.length === 0) return outcome;
  return { ...outcome, problem: `jest ran no test of ${empty.map(({ name }) => name).join(', ')}` };
}

/** @returns {Promise<{ name: string, folder: string }[]>} the jest projects and where their tests are */
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
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number | string>} how it ended
 */
async function runQuietly(name, command, args, env = {}) {
  progress(`> running ${name}`);
  const { code, log } = await run(command, args, { env });
  if (code !== 0) progress(log.trimEnd());
  return code;
}

/**
 * @template {import('./report.mjs').Report} R
 * @param {string} name
 * @param {string} file
 * @param {(content: string) => R} read
 * @param {number | string} code how the runner ended
 * @returns {{ report: R, problem?: string }}
 */
function judge(name, file, read, code) {
  if (!existsSync(file)) throw new StepFailed(`${name} ended with ${code} and left no report`);
  const report = read(readFileSync(file, 'utf8'));
  if (total(report) === 0) throw new StepFailed(`${name} ended with ${code} and ran no test`);
  for (const test of report.skipped) progress(`  skipped: ${test}`);
  return code === 0 && report.failed === 0 ? { report } : { report, problem: `${name} ended with ${code}` };
}
