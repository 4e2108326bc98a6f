import { fileURLToPath } from 'node:url';
import { type Ending, runChild } from '../../../../test/support/run-child.js';

/** The program as users start it. */
export const program = fileURLToPath(new URL('../../bin/ascend-rx.mjs', import.meta.url));

/** Runs `ascend-rx` to its end. */
export const runCli = (...args: readonly string[]): Promise<Ending> => runChild([program, ...args]);

/** Runs `ascend-rx … --json` and returns the object it prints. */
export async function runForJson(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli(...args, '--json');
  if (code !== 0) throw new Error(`ascend-rx ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
