import { modelPath } from '../reading/model-path.js';
import { openRegularFile } from '../reading/open-regular-file.js';
import { beginsAsOfflineModel } from './read-header.js';

/**
 * Whether a file begins as an offline model (.om) does, whatever its name.
 *
 * @throws AscendRxError ERR_MODEL_FILE when there is no such file, or it cannot be read; ERR_RESOURCES without a file
 *   descriptor for it
 */
export async function isOfflineModel(file: string): Promise<boolean> {
  const handle = await openRegularFile(file, modelPath(file));
  try {
    const begin = new Uint8Array(4);
    await handle.read(begin, 0, 4, 0);
    return beginsAsOfflineModel(begin);
  } finally {
    await handle.close();
  }
}
