import { assertFile } from './assert-file.js';
import { readOptions } from './cli/options.js';
import { usage } from './cli/usage.js';
import { findPictures } from './pictures/find-pictures.js';
import { readLabels } from './results/labels.js';

/**
 * Prints help, or what is wrong with the command line. `npm start` calls this before it builds native code.
 *
 * @return the exit code then; undefined if the program can run
 */
export async function checkArguments(args: readonly string[]): Promise<number | undefined> {
  try {
    const { help, labels, model, paths } = readOptions(args);
    if (help) {
      process.stdout.write(usage);
      return 0;
    }
    await findPictures(paths);
    if (labels !== undefined) await readLabels(labels);
    await assertFile(model);
    return undefined;
  } catch (error) {
    process.stderr.write(`ascend-rx-classify: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}
