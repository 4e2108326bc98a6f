import { isFile } from '@ascend-rx/example-camera';
import { assertFile } from '@ascend-rx/example-classify';
import { runProgram } from 'ascend-rx/options';
import { readOptions, usage } from './options.js';

/**
 * Prints help, or what is wrong with the command line. `npm run dashboard` calls this before it builds native code.
 *
 * @return the exit code then; undefined if the program can run
 */
export async function checkArguments(args: readonly string[]): Promise<number | undefined> {
  let canRun = false;
  const exitCode = await runProgram('ascend-rx-dashboard', async () => {
    const { help, inputs } = readOptions(args);
    if (help) {
      process.stdout.write(usage);
      return 0;
    }
    for (const input of inputs.filter(isFile)) await assertFile(input);
    canRun = true;
    return 0;
  });
  return canRun ? undefined : exitCode;
}
