// The file of a model while it is loaded: its path is resolved and the file opened once, so that all instances get the same
// contents, whatever happens to the path.
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AscendRxError } from '@ascend-rx/core';
import { type AddonModelFile, addon } from './addon.js';
import { externalDataNames } from './external-data.js';

/** The file of a model, opened. Sessions that were made with it go on using it after `close()`. */
export class ModelFile {
  /**
   * @param given the path as the user gave it, for messages
   * @param path its absolute path
   * @throws AscendRxError ERR_MODEL_FILE when there is no such file, or it cannot be read; ERR_RESOURCES without a descriptor
   *   for it
   */
  static async open(given: string, path: string): Promise<ModelFile> {
    let file: FileHandle | undefined;
    try {
      // Looked at first, as opening something else may have effects of its own.
      if (!(await stat(path)).isFile()) throw unusable(given, 'is not a file');
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      if (!(await file.stat()).isFile()) throw unusable(given, 'is not a file');
      const folder = dirname(path);
      const names = await externalDataNames(file);
      const companions = [`${path}.gears.json`, ...names.map((name) => resolve(folder, name))];
      return new ModelFile(given, addon().openModelFile(file.fd, path, companions));
    } catch (error) {
      if (error instanceof AscendRxError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EMFILE' || code === 'ENFILE') throw withoutDescriptor(given, error as Error);
      throw unusable(given, code === 'ENOENT' ? 'does not exist' : message);
    } finally {
      await file?.close();
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

/** The absolute path of a model. */
export function modelPath(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    // The working directory has been deleted.
    throw unusable(path, (error as Error).message);
  }
}

function unusable(path: string, problem: string): AscendRxError {
  return new AscendRxError('ERR_MODEL_FILE', `Expected a model file but \`${path}\` ${problem}`);
}

function withoutDescriptor(path: string, cause: Error): AscendRxError {
  return new AscendRxError(
    'ERR_RESOURCES',
    `Expected a free file descriptor to load \`${path}\` but received: ${cause.message}. ` +
      'Close files, or raise the limit of the process (ulimit -n), and try again.',
    { cause },
  );
}
