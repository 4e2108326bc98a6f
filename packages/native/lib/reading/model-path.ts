import { resolve } from 'node:path';
import { unusableFile } from './open-regular-file.js';

/** The absolute path of a model. @throws AscendRxError ERR_MODEL_FILE where there is no working directory */
export function modelPath(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    // The working directory has been deleted.
    throw unusableFile(path, (error as Error).message);
  }
}
