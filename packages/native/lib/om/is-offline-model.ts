import type { FileHandle } from 'node:fs/promises';
import { expected } from '@ascend-rx/core/device';
import { modelPath } from '../reading/model-path.js';
import { withRegularFile } from '../reading/open-regular-file.js';
import { beginsAsOfflineModel } from './read-header.js';

/**
 * Whether a file begins as an offline model (.om) does, whatever its name.
 *
 * @throws TypeError for a path that is no string; AscendRxError ERR_MODEL_FILE when there is no such file, or it cannot be read; ERR_RESOURCES without a file
 *   descriptor for it
 */
export async function isOfflineModel(file: string): Promise<boolean> {
  if (typeof file !== 'string') throw new TypeError(expected('a file name', 'file', file));
  return await withRegularFile(file, modelPath(file), beginsOffline);
}

/** The same of an opened file. */
export async function beginsOffline(file: FileHandle): Promise<boolean> {
  const begin = new Uint8Array(4);
  const { bytesRead } = await file.read(begin, 0, 4, 0);
  return bytesRead === 4 && beginsAsOfflineModel(begin);
}
