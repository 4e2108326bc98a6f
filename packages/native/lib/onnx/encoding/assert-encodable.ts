// What encodeModel can write. A value that the file format would take as another one is refused here, with its place in the
// model: an element type without a number in the format, a fraction where an integer is written, bytes for numbers.
import { expected, tensorArrays } from '@ascend-rx/core/device';
import type { OnnxGraph, OnnxInitializer, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
import { elementTypes } from './schema.js';

/**
 * Checks a model before it is encoded.
 *
 * @throws TypeError or RangeError that names the first part that cannot be written
 */
export function assertEncodable(model: OnnxModel): void {
  const { opset = 17, metadata = {} } = model;
  assertText('name', model.name);
  assertInteger('opset', opset, 1);
  for (const [key, value] of Object.entries(metadata)) assertText(`metadata.${key}`, value);
  assertGraph('', model);
}

// `within`: the place of the graph, with a dot at its end; empty for the model's own.
function assertGraph(within: string, { name, inputs, outputs, nodes, initializers = [] }: OnnxGraph): void {
  assertText(`${within}name`, name);
  each(`${within}inputs`, inputs, assertValue);
  each(`${within}outputs`, outputs, assertValue);
  each(`${within}initializers`, initializers, assertInitializer);
  each(`${within}nodes`, nodes, assertNode);
}

function each<T>(path: string, list: readonly T[], assert: (path: string, item: T) => void): void {
  if (!Array.isArray(list)) throw new TypeError(expected('an array', path, list));
  list.forEach((item, i) => {
    if (item === undefined || item === null) throw new TypeError(expected('a value', `${path}[${i}]`, item));
    assert(`${path}[${i}]`, item);
  });
}

function assertValue(path: string, { name, type, dims }: OnnxValue): void {
  assertText(`${path}.name`, name);
  assertType(path, type);
  if (dims === undefined) return;
  each(`${path}.dims`, dims, (place, dim) => {
    if (typeof dim !== 'string') assertInteger(place, dim, 0);
  });
}

function assertInitializer(path: string, { name, type, dims, data, bytes }: OnnxInitializer): void {
  assertText(`${path}.name`, name);
  assertType(path, type);
  each(`${path}.dims`, dims, (place, dim) => assertInteger(place, dim, 0));
  const Data = tensorArrays[type];
  const array = bytes ?? data;
  if (bytes === undefined ? !holds(type, data) : nameOf(bytes) !== 'Uint8Array') {
    const what = bytes === undefined ? `a ${Data.name} (raw bytes are given as \`bytes\`)` : 'a Uint8Array';
    throw new TypeError(expected(what, `${path}.${bytes === undefined ? 'data' : 'bytes'}`, array));
  }
  const size = dims.reduce((product, dim) => product * dim, 1) * Data.BYTES_PER_ELEMENT;
  if (array?.byteLength === size) return;
  throw new RangeError(
    expected(
      `${type} [${dims.join(', ')}], ${size} bytes,`,
      `${path}.${bytes === undefined ? 'data' : 'bytes'}`,
      array,
    ),
  );
}

function assertNode(path: string, { op, inputs, outputs, attributes = {} }: OnnxNode): void {
  assertText(`${path}.op`, op);
  each(`${path}.inputs`, inputs, assertText);
  each(`${path}.outputs`, outputs, assertText);
  for (const [name, value] of Object.entries(attributes)) {
    assertAttribute(`${path}.attributes.${name}`, value);
  }
}

function assertAttribute(path: string, value: unknown): void {
  if (typeof value === 'string' || Number.isSafeInteger(value)) return;
  if (typeof value === 'number')
    throw new RangeError(expected('an integer, or { float: number },', path, value));
  if (Array.isArray(value)) {
    const odd = value.find((item) => !Number.isSafeInteger(item));
    if (odd === undefined) return;
    throw new TypeError(expected('integers, or { floats: numbers },', path, odd));
  }
  if (typeof value === 'object' && value !== null) {
    if ('float' in value && typeof value.float === 'number') return;
    if ('floats' in value && Array.isArray(value.floats)) {
      const odd = value.floats.find((item) => typeof item !== 'number');
      if (odd === undefined) return;
      throw new TypeError(expected('numbers', `${path}.floats`, odd));
    }
    if ('tensor' in value && typeof value.tensor === 'object' && value.tensor !== null) {
      assertInitializer(`${path}.tensor`, value.tensor as OnnxInitializer);
      return;
    }
    if ('graph' in value && typeof value.graph === 'object' && value.graph !== null) {
      assertGraph(`${path}.graph.`, value.graph as OnnxGraph);
      return;
    }
  }
  throw new TypeError(
    expected(
      'an integer, a string, an array of integers, { float }, { floats }, { tensor } or { graph }',
      path,
      value,
    ),
  );
}

function assertType(path: string, type: unknown): void {
  if (typeof type === 'string' && Object.hasOwn(elementTypes, type)) return;
  throw new TypeError(expected(`one of ${Object.keys(elementTypes).join(', ')}`, `${path}.type`, type));
}

function assertText(path: string, value: unknown): void {
  if (typeof value !== 'string') throw new TypeError(expected('a string', path, value));
}

function assertInteger(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new RangeError(expected(`an integer ≥ ${least}`, path, value));
}

function holds(type: OnnxInitializer['type'], data: unknown): boolean {
  const name = nameOf(data);
  return name === tensorArrays[type].name || (name === 'Float16Array' && type === 'float16');
}

function nameOf(value: unknown): string | undefined {
  return ArrayBuffer.isView(value)
    ? Object.prototype.toString.call(value).slice('[object '.length, -1)
    : undefined;
}
