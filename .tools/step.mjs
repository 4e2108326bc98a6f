// One step of a tool: a command that is quiet while all goes well and shows its whole log when not.
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { root } from './root.mjs';

/** A command that failed. Its log has been printed; `message` says which step it was. */
export class StepFailed extends Error {}

/**
 * Prints a line of progress on stderr: what a tool itself produces stays alone on stdout.
 *
 * @param {string} line
 */
export const progress = (line) => void process.stderr.write(`${line}\n`);

/**
 * @typedef {object} StepOptions
 * @property {string} [cwd] Default: the repository root.
 * @property {NodeJS.ProcessEnv} [env] Added to this process's environment; `undefined` takes a variable away.
 * @property {'capture' | 'show'} [output] 'show' passes the output through as it comes. Default 'capture'.
 */

/**
 * Runs a command to its end and returns what it printed.
 *
 * @param {string} title what is being done, for people
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StepOptions} [options]
 * @returns {Promise<string>} stdout and stderr as they came
 * @throws {StepFailed} if it could not start, was killed, or exited with another code than 0
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
 * @returns {Promise<{ code: number | string, log: string }>} the exit code, or the signal or error that ended it
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
