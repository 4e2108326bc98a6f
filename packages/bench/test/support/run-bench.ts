import { fileURLToPath } from 'node:url';
import { type Ending, runChild } from '../../../../test/support/run-child.js';

/** The program that `npm run bench` starts after the build. */
export const program = fileURLToPath(new URL('../../bin/bench.mjs', import.meta.url));

/** Runs the benchmark to its end. */
export const runBench = (...args: readonly string[]): Promise<Ending> => runChild([program, ...args]);

/** Runs the benchmark with `--json` and returns the object that it prints. */
export async function runForJson(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runBench(...args, '--json');
  if (code !== 0) throw new Error(`bench ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
