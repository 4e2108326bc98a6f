// Reads the inputs and outputs of an ONNX file: neither weights nor operators.
import type { FileHandle } from 'node:fs/promises';
import { FileReader } from '../../reading/file-reader.js';
import { Malformed } from '../../reading/malformed.js';
import { type ProtobufMessage, protobufFields, protobufText, signed } from '../../reading/protobuf-fields.js';
import { elementTypes } from '../encoding/element-types.js';
import type { OnnxSignature, OnnxTensorSignature } from './onnx-signature.js';
import { readMetadataEntry } from './read-metadata-entry.js';

// Field numbers of the format.
export const modelFields = { irVersion: 1, graph: 7, metadata: 14 } as const;
const graphFields = { input: 11, output: 12 } as const;
const valueFields = { name: 1, type: 2 } as const;
const typeFields = { tensor: 1, elementType: 1, shape: 2 } as const;
const dimFields = { dim: 1, size: 1, name: 2 } as const;

/** Of the metadata: where gears may be declared. */
export const gearsKey = 'ascend_rx.gears';
const what = 'ModelProto';
const mostTensors = 4096;
const mostDims = 1024;
// Every operator and every weight is a field, and the largest models have some 100,000 of them. A window is read for each
// large weight, to see what is behind it.
export const modelBudget = { bytes: 1024 * 1024 * 1024, fields: 1_000_000 };

const typeNames = new Map<number, string>([
  ...Object.entries(elementTypes).map(([name, code]) => [code, name] as const),
  [16, 'bfloat16'],
]);

/** What an ONNX file itself says. */
export interface OnnxTensors extends Pick<OnnxSignature, 'inputs' | 'outputs'> {
  /** The JSON of the gears in its metadata. */
  readonly declaredGears: string | undefined;
}

/** The inputs and outputs of an opened ONNX file. @throws Malformed where it is none */
export async function readOnnxTensors(handle: FileHandle): Promise<OnnxTensors> {
  const { size } = await handle.stat();
  const reader = new FileReader(handle, size, modelBudget);
  const metadata = new Map<string, string>();
  let hasVersion = false;
  let graph: ProtobufMessage | undefined;
  for await (const field of protobufFields(reader, { begin: 0, end: size }, what)) {
    if (field.number === modelFields.irVersion) hasVersion = true;
    else if (field.number === modelFields.graph) graph = field;
    else if (field.number === modelFields.metadata) {
      // Others may be large, and are not asked for.
      await readMetadataEntry(reader, field, [gearsKey], metadata);
    }
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
  return { inputs, outputs, declaredGears: metadata.get(gearsKey) };
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
