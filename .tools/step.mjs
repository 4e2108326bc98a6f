// One step of a tool: a command whose log is printed only if the command fails. Why it stays: pnpm, tsc, CMake and the test
// runners print pages each; `npm start` shows one line for each of them.
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { root } from './root.mjs';

/** A command has failed. Its log has been printed; `message` names the step. */
export class StepFailed extends Error {}

/**
 * Prints a line of progress on stderr. The result of a tool goes to stdout.
 *
 * @param {string} line
 */
export const progress = (line) => void process.stderr.write(`${line}\n`);

/**
 * @typedef {object} StepOptions
 * @property {string} [cwd] Default: the repository root.
 * @property {NodeJS.ProcessEnv} [env] Added to this process's environment; `undefined` takes a variable away.
 * @property {'capture' | 'show'} [output] 'show' passes the output through at once. Default 'capture'.
 */

/**
 * Runs a command to its end and returns its output.
 *
 * @param {string} title printed before the command starts
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StepOptions} [options]
 * @returns {Promise<string>} stdout and stderr, interleaved
 * @throws {StepFailed} if the command could not start, was killed, or did not exit with 0
 */
export async function step(title, command, args, options = {}) {
  progress(`> ${title}`);
  const { code, log } = await run(command, args, options);
  if (code === 0) return log;
  progress(log.trimEnd());
  throw new StepFailed(`${title}: ${basename(command)} ended with ${code}`);
}

/**
 * Runs a command to its end, whatever its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StepOptions} [options]
 * @returns {Promise<{ code: number | string, log: string }>} the exit code, or the signal or error that ended the command
 */
export function run(command, args, { cwd = root, env = {}, output = 'capture' } = {}) {
  return new Promise((resolve) => {
    const stdio = output === 'show' ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdio, stdio],
    });
    let log = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (log += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (log += text));
    child.on('error', (error) => resolve({ code: error.message, log }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'no exit code', log }));
  });
}
