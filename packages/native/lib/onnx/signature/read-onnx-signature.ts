import { type FileHandle, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AscendRxError } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import { externalDataNames } from '../../external-data.js';
import { FileReader } from '../../reading/file-reader.js';
import type { Gears } from '../../reading/gears.js';
import { Malformed } from '../../reading/malformed.js';
import { modelPath } from '../../reading/model-path.js';
import { withRegularFile } from '../../reading/open-regular-file.js';
import { type ProtobufMessage, protobufFields, protobufText, signed } from '../../reading/protobuf-fields.js';
import { elementTypes } from '../encoding/element-types.js';
import type { OnnxSignature, OnnxTensorSignature } from './onnx-signature.js';

// Field numbers of the format.
const modelFields = { irVersion: 1, graph: 7, metadata: 14 } as const;
const graphFields = { input: 11, output: 12 } as const;
const valueFields = { name: 1, type: 2 } as const;
const typeFields = { tensor: 1, elementType: 1, shape: 2 } as const;
const dimFields = { dim: 1, size: 1, name: 2 } as const;
const entryFields = { key: 1, value: 2 } as const;

const gearsKey = 'ascend_rx.gears';
const what = 'ModelProto';
const mostTensors = 4096;
const mostDims = 1024;
const mostGearsBytes = 1 << 20;

const typeNames = new Map<number, string>([
  ...Object.entries(elementTypes).map(([name, code]) => [code, name] as const),
  [16, 'bfloat16'],
]);

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
      const { inputs, outputs, metadata } = await readModel(handle);
      const gears = await gearsOf(path, metadata.get(gearsKey));
      const names = await externalDataNames(handle);
      return { inputs, outputs, ...gears, externalData: names.map((name) => resolve(dirname(path), name)) };
    });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new AscendRxError('ERR_MODEL_FILE', `Expected an ONNX file but \`${file}\` ${error.message}`);
  }
}

async function readModel(handle: FileHandle) {
  const { size } = await handle.stat();
  const reader = new FileReader(handle, size);
  const metadata = new Map<string, string>();
  let hasVersion = false;
  let graph: ProtobufMessage | undefined;
  for await (const field of protobufFields(reader, { begin: 0, end: size }, what)) {
    if (field.number === modelFields.irVersion) hasVersion = true;
    else if (field.number === modelFields.graph) graph = field;
    else if (field.number === modelFields.metadata) await readMetadata(reader, field, metadata);
  }
  // The format has no other mark.
  if (!hasVersion || !graph) throw new Malformed('has no version or no graph of ONNX');
  const inputs: OnnxTensorSignature[] = [];
  const outputs: OnnxTensorSignature[] = [];
  for await (const field of protobufFields(reader, graph, what)) {
    if (field.number === graphFields.input) inputs.push(await readValue(reader, field));
    else if (field.number === graphFields.output) outputs.push(await readValue(reader, field));
    if (inputs.length + outputs.length > mostTensors) {
      throw new Malformed(`has more than ${mostTensors} inputs and outputs`);
    }
  }
  return { inputs, outputs, metadata };
}

async function readMetadata(
  reader: FileReader,
  entry: ProtobufMessage,
  metadata: Map<string, string>,
): Promise<void> {
  let key = '';
  let value: ProtobufMessage | undefined;
  for await (const field of protobufFields(reader, entry, what)) {
    if (field.number === entryFields.key) key = await protobufText(reader, field, what);
    else if (field.number === entryFields.value) value = field;
  }
  // Others may be large, and are not asked for.
  if (key === gearsKey && value) metadata.set(key, await protobufText(reader, value, what));
}

async function readValue(reader: FileReader, value: ProtobufMessage): Promise<OnnxTensorSignature> {
  let name = '';
  let type = 'no tensor';
  let dims: (number | string)[] | undefined;
  for await (const field of protobufFields(reader, value, what)) {
    if (field.number === valueFields.name) name = await protobufText(reader, field, what);
    if (field.number !== valueFields.type) continue;
    for await (const kind of protobufFields(reader, field, what)) {
      if (kind.number !== typeFields.tensor) continue;
      type = 'type 0';
      for await (const part of protobufFields(reader, kind, what)) {
        if (part.number === typeFields.elementType) type = typeName(signed(part.value, what));
        else if (part.number === typeFields.shape) dims = await readShape(reader, part);
      }
    }
  }
  return { name, type, dims };
}

async function readShape(reader: FileReader, shape: ProtobufMessage): Promise<(number | string)[]> {
  const dims: (number | string)[] = [];
  for await (const field of protobufFields(reader, shape, what)) {
    if (field.number !== dimFields.dim) continue;
    if (dims.length === mostDims) throw new Malformed(`has a tensor of more than ${mostDims} dims`);
    let dim: number | string = '';
    for await (const part of protobufFields(reader, field, what)) {
      if (part.number === dimFields.size) dim = signed(part.value, what);
      else if (part.number === dimFields.name) dim = await protobufText(reader, part, what);
    }
    // Some programs write a size of 0 or below for one that they do not know; it is shown as it is.
    dims.push(dim);
  }
  return dims;
}

function typeName(code: number): string {
  return typeNames.get(code) ?? `type ${code}`;
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
