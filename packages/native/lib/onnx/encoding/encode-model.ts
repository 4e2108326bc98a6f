// Writes small ONNX models: the ones that tests, benchmarks and examples run. Not a model
// builder: no shape inference, no checks beyond what the format itself needs; ONNX Runtime judges
// the result when it loads it.
import { attributeTypes, elementTypes, ModelProto } from './schema.js';

/** Element types an ONNX file written here can hold, as tensors name them. */
export type OnnxType = keyof typeof elementTypes;

/** A graph input or output. A string in `dims` is a symbolic dimension. */
export interface OnnxValue {
  name: string;
  type: OnnxType;
  dims: readonly (number | string)[];
}

/** A constant of the graph. `data` holds the elements in row-major order, little-endian. */
export interface OnnxInitializer {
  name: string;
  type: OnnxType;
  dims: readonly number[];
  data: ArrayBufferView;
}

/** Attribute values: an integral `number` is written as INT; `{ float }` forces FLOAT. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { float: number }
  | { floats: readonly number[] }
  | { tensor: OnnxInitializer };

/** One operator. `inputs` and `outputs` name values; an empty string leaves an optional one out. */
export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A whole model. */
export interface OnnxModel {
  name: string;
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  nodes: readonly OnnxNode[];
  initializers?: readonly OnnxInitializer[];
  /** Version of the default operator set. Default 17. */
  opset?: number;
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Encodes a model as the bytes of an ONNX file.
 *
 * ```ts
 * import { encodeModel } from '@ascend-rx/native/onnx';
 * import { writeFileSync } from 'node:fs';
 *
 * const x = { name: 'x', type: 'float32', dims: [1, 16] } as const;
 * const y = { name: 'y', type: 'float32', dims: [1, 16] } as const;
 * const nodes = [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }];
 * writeFileSync('identity.onnx', encodeModel({ name: 'identity', inputs: [x], outputs: [y], nodes }));
 * ```
 *
 * @param model the graph, in the order its nodes are to run
 * @return the file's bytes
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  return ModelProto.encode({
    irVersion: 8,
    producerName: 'ascend-rx',
    opsetImport: [{ domain: '', version: model.opset ?? 17 }],
    metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: model.name,
      input: model.inputs.map(valueInfo),
      output: model.outputs.map(valueInfo),
      initializer: (model.initializers ?? []).map(tensor),
      node: model.nodes.map((node, index) => ({
        name: `${node.op}_${index}`,
        opType: node.op,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attribute(name, value)),
      })),
    },
  }).finish();
}

function valueInfo({ name, type, dims }: OnnxValue): object {
  const dim = dims.map((d) => (typeof d === 'string' ? { dimParam: d } : { dimValue: d }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

function tensor({ name, type, dims, data }: OnnxInitializer): object {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, dataType: elementTypes[type], rawData };
}

function attribute(name: string, value: OnnxAttribute): object {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') {
    return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  if ('floats' in value) return { name, type: attributeTypes.floats, floats: value.floats };
  if ('tensor' in value) return { name, type: attributeTypes.tensor, t: tensor(value.tensor) };
  return { name, type: attributeTypes.ints, ints: value };
}
