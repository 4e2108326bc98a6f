// The file of a model while it is loaded: its path is resolved and the file opened once, so that all instances get the same
// contents, whatever happens to the path.
import { dirname, resolve } from 'node:path';
import { type AddonModelFile, addon } from './addon.js';
import { externalDataNames } from './external-data.js';
import { fileError, openRegularFile } from './reading/open-regular-file.js';

/** The file of a model, opened. Sessions that were made with it go on using it after `close()`. */
export class ModelFile {
  /**
   * @param given the path as the user gave it, for messages
   * @param path its absolute path
   * @param others absolute paths of files that are read with it, beyond those that the file itself names
   * @throws AscendRxError ERR_MODEL_FILE when there is no such file, or it cannot be read; ERR_RESOURCES without a descriptor
   *   for it
   */
  static async open(given: string, path: string, others: readonly string[] = []): Promise<ModelFile> {
    const file = await openRegularFile(given, path);
    try {
      const folder = dirname(path);
      const names = await externalDataNames(file);
      const companions = [`${path}.gears.json`, ...names.map((name) => resolve(folder, name)), ...others];
      return new ModelFile(given, addon().openModelFile(file.fd, path, companions));
    } catch (error) {
      throw fileError(given, error as Error);
    } finally {
      await file.close();
    }
  }

  private constructor(
    /** As the user gave it. */
    readonly path: string,
    readonly native: AddonModelFile,
  ) {}

  /** Once, when all sessions have been made. The last of them that is closed closes the file. */
  close(): void {
    addon().releaseModelFile(this.native);
  }
}
