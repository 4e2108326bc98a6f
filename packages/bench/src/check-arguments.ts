// Called by `npm run bench` before native code is built.
import { runProgram } from 'ascend-rx/options';
import { readArguments } from './command/read-arguments.js';

/**
 * Prints help, or what is wrong with the command line.
 *
 * @return the exit code then; undefined if the benchmark can run
 */
export async function checkArguments(args: readonly string[]): Promise<number | undefined> {
  let canRun = false;
  const exitCode = await runProgram('bench', () => {
    const asked = readArguments(args);
    if (asked.kind === 'help') console.log(asked.text);
    else canRun = true;
    return 0;
  });
  return canRun ? undefined : exitCode;
}
