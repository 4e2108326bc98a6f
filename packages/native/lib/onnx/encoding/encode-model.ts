// Writes small ONNX models: the ones that tests, benchmarks and examples run. Not a model
// builder: no shape inference, no checks beyond what the format itself needs (`assert-encodable`); ONNX Runtime judges
// the result when it loads it.
import { assertEncodable } from './assert-encodable.js';
import type { OnnxAttribute, OnnxGraph, OnnxInitializer, OnnxModel, OnnxValue } from './onnx-model.js';
import { attributeTypes, elementTypes, ModelProto } from './schema.js';

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
 * @throws TypeError for an element type that it does not write (bfloat16, string and so on), for elements in an array of
 *   another type, and for other values that the format cannot hold; RangeError for a number out of range and for a
 *   constant whose size is not that of its `dims`. The message names the place in the model
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  assertEncodable(model);
  return ModelProto.encode({
    irVersion: 8,
    producerName: 'ascend-rx',
    opsetImport: [{ domain: '', version: model.opset ?? 17 }],
    metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: graph(model),
  }).finish();
}

function graph({ name, inputs, outputs, nodes, initializers = [] }: OnnxGraph): object {
  return {
    name,
    input: inputs.map(valueInfo),
    output: outputs.map(valueInfo),
    initializer: initializers.map(tensor),
    node: nodes.map((node, index) => ({
      name: `${node.op}_${index}`,
      opType: node.op,
      input: node.inputs,
      output: node.outputs,
      attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attribute(name, value)),
    })),
  };
}

function valueInfo({ name, type, dims }: OnnxValue): object {
  const shape = dims && { shape: { dim: dims.map(dimension) } };
  return { name, type: { tensorType: { elemType: elementTypes[type], ...shape } } };
}

function dimension(dim: number | string): object {
  if (dim === '') return {};
  return typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim };
}

function tensor({ name, type, dims, data, bytes }: OnnxInitializer): object {
  const { buffer, byteOffset, byteLength } = (bytes ?? data) as ArrayBufferView;
  const rawData = new Uint8Array(buffer, byteOffset, byteLength);
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
  if ('graph' in value) return { name, type: attributeTypes.graph, g: graph(value.graph) };
  return { name, type: attributeTypes.ints, ints: value };
}
