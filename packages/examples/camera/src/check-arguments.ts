import { assertFile, readLabels } from '@ascend-rx/example-classify';
import { runProgram } from 'ascend-rx/options';
import { isFile, readOptions, usage } from './options.js';

/**
 * Prints help, or what is wrong with the command line. `npm run camera` calls this before it builds native code.
 *
 * @return the exit code then; undefined if the program can run
 */
export async function checkArguments(args: readonly string[]): Promise<number | undefined> {
  let canRun = false;
  const exitCode = await runProgram('ascend-rx-camera', async () => {
    const { help, input, labels, model } = readOptions(args);
    if (help) {
      process.stdout.write(usage);
      return 0;
    }
    if (input !== undefined && isFile(input)) await assertFile(input);
    if (labels !== undefined) await readLabels(labels);
    await assertFile(model);
    canRun = true;
    return 0;
  });
  return canRun ? undefined : exitCode;
}
