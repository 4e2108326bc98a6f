import { isFile } from '@ascend-rx/example-camera';
import { assertFile } from '@ascend-rx/example-classify';
import { runProgram } from 'ascend-rx/options';
import { readOptions, usage } from './options.js';

/**
 * Prints help, or what is wrong with the command line. `npm run watch` calls this before it builds native code.
 *
 * @return the exit code then; undefined if the program can run
 */
export async function checkArguments(args: readonly string[]): Promise<number | undefined> {
  let canRun = false;
  const exitCode = await runProgram('ascend-rx-watch', async () => {
    const { help, input } = readOptions(args);
    if (help) {
      process.stdout.write(usage);
      return 0;
    }
    if (input !== undefined && isFile(input)) await assertFile(input);
    canRun = true;
    return 0;
  });
  return canRun ? undefined : exitCode;
}
