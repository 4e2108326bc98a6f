// The partition MODEL_DEF: a protobuf message with the model's attributes and its graph. Of the graph, no more is read than
// the inputs and outputs, and only in files without a table of them.
import type { FileReader } from '../reading/file-reader.js';
import { Malformed } from '../reading/malformed.js';
import {
  type ProtobufField,
  type ProtobufMessage,
  protobufFields,
  protobufIntegers,
  protobufText,
  signed,
} from '../reading/protobuf-fields.js';
import { definitionType, elementBytes } from './codes.js';
import { assertDim, assertRank, type RawTensor } from './read-tensor-table.js';

// Field numbers.
const modelFields = { name: 1, version: 2, customVersion: 3, graph: 7, attribute: 11 } as const;
const entryFields = { key: 1, value: 2 } as const;
const valueFields = { list: 1, text: 2, integer: 3, textsOfList: 2 } as const;
const graphFields = { operator: 6 } as const;
const operatorFields = { name: 1, type: 2, input: 5, inputTensor: 33, outputTensor: 34 } as const;
const tensorFields = { type: 2, shape: 3, layout: 4, bytes: 10 } as const;
const shapeFields = { dims: 1 } as const;

const what = 'MODEL_DEF';
const mostTensors = 4096;

/** What is read of MODEL_DEF. */
export interface Definition {
  readonly name?: string;
  readonly version?: number;
  readonly customVersion?: string;
  readonly attributes: Attributes;
  /** Undefined where they were not asked for. */
  readonly tensors?: { readonly inputs: readonly RawTensor[]; readonly outputs: readonly RawTensor[] };
}

/** Attributes of the model, by key: those that are asked for. */
export type Attributes = ReadonlyMap<string, string | number | readonly string[]>;

const outputNamesKey = 'attr_model_out_nodes_name';
const texts = ['soc_version', 'target_type', 'framework_type', 'atc_version', 'opp_version', 'atc_cmdline'];
const integers = ['memory_size', 'weight_size', 'zero_copy_memory_size', 'stream_num', 'event_num'];

/**
 * @param partition where MODEL_DEF is
 * @param withTensors whether inputs and outputs are wanted, too
 * @throws Malformed where it is no such message
 */
export async function readDefinition(
  reader: FileReader,
  partition: ProtobufMessage,
  withTensors: boolean,
): Promise<Definition> {
  const attributes = new Map<string, string | number | readonly string[]>();
  let name: string | undefined;
  let version: number | undefined;
  let customVersion: string | undefined;
  let graph: ProtobufMessage | undefined;
  for await (const field of protobufFields(reader, partition, what)) {
    if (field.number === modelFields.name) name = await protobufText(reader, field, what);
    else if (field.number === modelFields.version) version = signed(field.value, what);
    else if (field.number === modelFields.customVersion)
      customVersion = await protobufText(reader, field, what);
    else if (field.number === modelFields.attribute) await readAttribute(reader, field, attributes);
    // Others are graphs that operators of the first one call.
    else if (field.number === modelFields.graph) graph ??= field;
  }
  const names = attributes.get(outputNamesKey);
  const tensors =
    withTensors && (await readGraph(reader, graph, Array.isArray(names) ? (names as readonly string[]) : []));
  return {
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    ...(customVersion !== undefined && { customVersion }),
    attributes,
    ...(tensors && { tensors }),
  };
}

async function readAttribute(
  reader: FileReader,
  entry: ProtobufMessage,
  attributes: Map<string, string | number | readonly string[]>,
): Promise<void> {
  let key = '';
  let value: ProtobufMessage | undefined;
  for await (const field of protobufFields(reader, entry, what)) {
    if (field.number === entryFields.key) key = await protobufText(reader, field, what);
    else if (field.number === entryFields.value) value = field;
  }
  if (!value) return;
  const isText = texts.includes(key);
  const isInteger = integers.includes(key);
  const isList = key === outputNamesKey;
  if (!isText && !isInteger && !isList) return;
  for await (const field of protobufFields(reader, value, what)) {
    if (isText && field.number === valueFields.text)
      attributes.set(key, await protobufText(reader, field, what));
    if (isInteger && field.number === valueFields.integer) attributes.set(key, sizeOf(field));
    if (isList && field.number === valueFields.list) attributes.set(key, await textsOf(reader, field));
  }
}

function sizeOf({ value }: ProtobufField): number {
  const size = signed(value, what);
  if (size < 0) throw new Malformed(`has a size or count of ${size} in its ${what}`);
  return size;
}

async function textsOf(reader: FileReader, list: ProtobufMessage): Promise<string[]> {
  const found: string[] = [];
  for await (const field of protobufFields(reader, list, what)) {
    if (field.number !== valueFields.textsOfList) continue;
    found.push(await protobufText(reader, field, what));
    assertFew(found);
  }
  return found;
}

async function readGraph(
  reader: FileReader,
  graph: ProtobufMessage | undefined,
  outputNames: readonly string[],
): Promise<Definition['tensors']> {
  if (!graph)
    throw new Malformed('has neither MODEL_INOUT_INFO nor a graph in MODEL_DEF: no inputs and outputs');
  const inputs: RawTensor[] = [];
  const outputs: RawTensor[] = [];
  for await (const field of protobufFields(reader, graph, what)) {
    if (field.number !== graphFields.operator) continue;
    const type = await operatorType(reader, field);
    if (type === 'Data') {
      const { name, outputTensors } = await readOperator(reader, field);
      for (const tensor of outputTensors) inputs.push(await readTensor(reader, tensor, name));
    } else if (type === 'NetOutput') {
      const { sources, inputTensors } = await readOperator(reader, field);
      for (const tensor of inputTensors) {
        const i = outputs.length;
        outputs.push(await readTensor(reader, tensor, outputNames[i] ?? sources[i] ?? `output${i}`));
      }
    }
    assertFew(inputs);
    assertFew(outputs);
  }
  return { inputs, outputs };
}

// Looked at alone, as most operators are none of the model's ends and may be large.
async function operatorType(reader: FileReader, operator: ProtobufMessage): Promise<string | undefined> {
  for await (const field of protobufFields(reader, operator, what)) {
    if (field.number === operatorFields.type) return protobufText(reader, field, what);
  }
  return undefined;
}

async function readOperator(
  reader: FileReader,
  operator: ProtobufMessage,
): Promise<{
  name: string;
  /** `node:index`, by input. */
  sources: string[];
  inputTensors: ProtobufField[];
  outputTensors: ProtobufField[];
}> {
  let name = '';
  const sources: string[] = [];
  const inputTensors: ProtobufField[] = [];
  const outputTensors: ProtobufField[] = [];
  for await (const field of protobufFields(reader, operator, what)) {
    if (field.number === operatorFields.name) name = await protobufText(reader, field, what);
    else if (field.number === operatorFields.input) {
      sources.push(await protobufText(reader, field, what));
      assertFew(sources);
    } else if (field.number === operatorFields.inputTensor) inputTensors.push(field);
    else if (field.number === operatorFields.outputTensor) outputTensors.push(field);
    assertFew(inputTensors);
    assertFew(outputTensors);
  }
  return { name, sources, inputTensors, outputTensors };
}

async function readTensor(reader: FileReader, tensor: ProtobufMessage, rawName: string): Promise<RawTensor> {
  let type = 'type 0';
  let format = '';
  let allocated = -1;
  const dims: number[] = [];
  for await (const field of protobufFields(reader, tensor, what)) {
    if (field.number === tensorFields.type) type = definitionType(signed(field.value, what));
    else if (field.number === tensorFields.layout) format = await protobufText(reader, field, what);
    else if (field.number === tensorFields.bytes) allocated = signed(field.value, what);
    else if (field.number === tensorFields.shape) {
      for await (const dim of protobufFields(reader, field, what)) {
        if (dim.number !== shapeFields.dims) continue;
        dims.push(...(await protobufIntegers(reader, dim, what)));
        assertRank(dims);
      }
    }
  }
  dims.forEach(assertDim);
  return { rawName, type, dims, format, bytes: tensorBytes(type, dims) ?? allocated };
}

// The descriptor's own number has the padding of the allocation in it.
function tensorBytes(type: string, dims: readonly number[]): number | undefined {
  const size = elementBytes.get(type);
  if (size === undefined || dims.some((dim) => dim < 0)) return undefined;
  const bytes = dims.includes(0) ? 0 : dims.reduce((product, dim) => product * dim, size);
  if (!Number.isSafeInteger(bytes)) throw new Malformed(`has a tensor of ${bytes} bytes`);
  return bytes;
}

function assertFew(list: readonly unknown[]): void {
  if (list.length > mostTensors) throw new Malformed(`has more than ${mostTensors} inputs, outputs or names`);
}
