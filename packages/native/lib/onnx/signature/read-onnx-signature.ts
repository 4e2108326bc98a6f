import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AscendRxError } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import { externalDataNames } from '../../external-data.js';
import { FileReader } from '../../reading/file-reader.js';
import type { Gears } from '../../reading/gears.js';
import { Malformed } from '../../reading/malformed.js';
import { modelPath } from '../../reading/model-path.js';
import { withRegularFile } from '../../reading/open-regular-file.js';
import type { OnnxSignature } from './onnx-signature.js';
import { gearsKey, readOnnxTensors } from './read-onnx-tensors.js';

const mostGearsBytes = 1 << 20;

/**
 * Reads what an ONNX file says of its inputs and outputs, the names of its symbolic dims included, and which gears are
 * declared for it. Reads neither weights nor operators.
 *
 * ```ts
 * import { readOnnxSignature } from '@ascend-rx/native/onnx';
 *
 * const { inputs, gears } = await readOnnxSignature('detector.onnx');
 * console.log(inputs[0]?.dims, gears); // [ 'batch', 3, 640, 640 ] { batch: [ 1, 2, 4 ] }
 * ```
 *
 * @param file path of the file
 * @throws TypeError for a path that is no string; AscendRxError ERR_MODEL_FILE when there is no such file, it cannot be read
 *   or it is no ONNX file, or the file of its gears cannot be read; ERR_RESOURCES without a file descriptor for it
 */
export async function readOnnxSignature(file: string): Promise<OnnxSignature> {
  if (typeof file !== 'string') throw new TypeError(expected('a file name', 'file', file));
  const path = modelPath(file);
  try {
    return await withRegularFile(file, path, async (handle) => {
      const { inputs, outputs, declaredGears } = await readOnnxTensors(handle);
      const gears = await gearsOf(path, declaredGears);
      const names = await externalDataNames(handle);
      return { inputs, outputs, ...gears, externalData: names.map((name) => resolve(dirname(path), name)) };
    });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new AscendRxError('ERR_MODEL_FILE', `Expected an ONNX file but \`${file}\` ${error.message}`, {
      cause: error,
    });
  }
}

/** The file beside the model has precedence. */
async function gearsOf(
  path: string,
  metadata: string | undefined,
): Promise<Pick<OnnxSignature, 'gears' | 'gearsFrom'>> {
  const beside = `${path}.gears.json`;
  if (await exists(beside)) {
    const gears = await withRegularFile(beside, beside, async (handle) => {
      const { size } = await handle.stat();
      if (size > mostGearsBytes) throw new Malformed(`has gears of ${size} bytes in ${beside}`);
      const bytes = await new FileReader(handle, size).bytes(0, size, 'gears');
      return parsed(bytes.toString('utf8'), beside);
    });
    return { gears, gearsFrom: beside };
  }
  return metadata === undefined ? {} : { gears: parsed(metadata, gearsKey), gearsFrom: 'metadata' };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // No file has a name that is too long.
    return !['ENOENT', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

function parsed(text: string, where: string): Gears {
  try {
    const gears: unknown = JSON.parse(text);
    if (isGears(gears)) return gears;
  } catch {
    // Said below.
  }
  throw new Malformed(
    `has gears in ${where} that are none: expected an object with one of "batch", "hw" and "dims"`,
  );
}

function isGears(value: unknown): value is Gears {
  if (typeof value !== 'object' || value === null) return false;
  const [[key, list] = [], ...others] = Object.entries(value);
  if (others.length > 0 || !Array.isArray(list)) return false;
  const isNumber = (size: unknown) => typeof size === 'number';
  if (key === 'batch') return list.every(isNumber);
  return (
    (key === 'hw' || key === 'dims') && list.every((gear) => Array.isArray(gear) && gear.every(isNumber))
  );
}
