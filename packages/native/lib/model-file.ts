// The file of a model while it is loaded: its path is resolved and the file opened once, so that all instances get the same
// contents, whatever happens to the path.
import type { FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type AddonModelFile, addon } from './addon.js';
import { externalDataNames } from './external-data.js';
import type { DeclaredTensors } from './named-tensors.js';
import { readOnnxTensors } from './onnx/signature/read-onnx-tensors.js';
import { Malformed } from './reading/malformed.js';
import { fileError, openRegularFile } from './reading/open-regular-file.js';

/** What runs in the place of an offline model. */
export interface TwinFiles {
  /** Absolute paths of the files that it consists of. */
  readonly files: readonly string[];
  readonly declared: DeclaredTensors;
}

/** The file of a model, opened. Sessions that were made with it go on using it after `close()`. */
export class ModelFile {
  /**
   * @param given the path as the user gave it, for messages
   * @param path its absolute path
   * @param twin of an offline model, where the runtime opens it itself: it is read with the file
   * @throws AscendRxError ERR_MODEL_FILE when there is no such file, or it cannot be read; ERR_RESOURCES without a descriptor
   *   for it
   */
  static async open(given: string, path: string, twin?: TwinFiles): Promise<ModelFile> {
    const file = await openRegularFile(given, path);
    try {
      const folder = dirname(path);
      const names = await externalDataNames(file);
      const others = twin?.files ?? [];
      const companions = [`${path}.gears.json`, ...names.map((name) => resolve(folder, name)), ...others];
      const declared = twin?.declared ?? (await declaredTensors(file));
      return new ModelFile(given, declared, addon().openModelFile(file.fd, path, companions));
    } catch (error) {
      throw fileError(given, error as Error);
    } finally {
      await file.close();
    }
  }

  private constructor(
    /** As the user gave it. */
    readonly path: string,
    /** What the ONNX file says of inputs and outputs; nothing where it is no ONNX file that can be read. */
    readonly declared: DeclaredTensors,
    readonly native: AddonModelFile,
  ) {}

  /** Once, when all sessions have been made. The last of them that is closed closes the file. */
  close(): void {
    addon().releaseModelFile(this.native);
  }
}

async function declaredTensors(file: FileHandle): Promise<DeclaredTensors> {
  try {
    return await readOnnxTensors(file);
  } catch (error) {
    // The runtime judges files. These are only names.
    if (error instanceof Malformed) return { inputs: [], outputs: [] };
    throw error;
  }
}
