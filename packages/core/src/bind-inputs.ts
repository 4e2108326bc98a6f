// From what a user gives to what a session takes: one view per model input, in the model's order. On the way of
// every input, so nothing is made here but the list of views unless something is wrong.
import { AscendRxError } from './errors/ascend-rx-error.js';
import type { Tensor, TensorInfo } from './tensor.js';
import { tensorArrays } from './tensor-arrays.js';
import { describe, nearest } from './validate.js';

/**
 * One input's value: a tensor, or just its elements in row-major order, in the typed array of its element type. A
 * `Uint8Array` (a Node `Buffer`) or `DataView` is taken as the raw bytes of any type.
 */
export type InputValue = Tensor | ArrayBufferView;

/** All inputs of an inference: the value itself where the model has one input, else values by name. */
export type InferInputs = InputValue | Readonly<Record<string, InputValue>>;

/**
 * Puts the inputs of one inference in the model's order and checks that they fit.
 *
 * @throws AscendRxError ERR_INPUT, naming the input, what was expected, and what came
 */
export function bindInputs(infos: readonly TensorInfo[], value: InferInputs): readonly ArrayBufferView[] {
  const only = infos[0];
  if (infos.length === 1 && only && isInputValue(value)) return [view(only, value)];
  if (typeof value !== 'object' || value === null || isInputValue(value)) {
    throw wrong(
      `an object with ${infos.map(({ name }) => `\`${name}\``).join(', ')}`,
      'inputs',
      describe(value),
    );
  }
  for (const name of Object.keys(value)) assertKnown(name, infos);
  return infos.map((info) => view(info, value[info.name]));
}

function isInputValue(value: unknown): value is InputValue {
  return ArrayBuffer.isView(value) || (typeof value === 'object' && value !== null && isTensor(value));
}

function isTensor(value: object): value is Tensor {
  return 'data' in value && 'dims' in value && ArrayBuffer.isView(value.data);
}

function assertKnown(name: string, infos: readonly TensorInfo[]): void {
  for (const info of infos) if (info.name === name) return;
  const names = infos.map((info) => info.name);
  const meant = nearest(name, names);
  const hint = meant ? `did you mean \`${meant}\`?` : `its inputs are ${names.join(', ')}`;
  throw new AscendRxError('ERR_INPUT', `The model has no input \`${name}\`: ${hint}`);
}

function view(info: TensorInfo, value: InputValue | undefined): ArrayBufferView {
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength !== info.bytes || !holds(info, value))
      throw wrong(sizeOf(info), info.name, describe(value));
    return value;
  }
  if (typeof value !== 'object' || value === null || !isTensor(value)) {
    throw wrong(`a tensor or typed array (${sizeOf(info)})`, info.name, describe(value));
  }
  const { type, data, dims } = value;
  if (type !== info.type || data.byteLength !== info.bytes || !sameDims(dims, info.dims)) {
    throw wrong(sizeOf(info), info.name, `${type} [${dims.join(', ')}], ${data.byteLength} bytes`);
  }
  if (!holds(info, data)) throw wrong(sizeOf(info), info.name, `${type} in ${describe(data)}`);
  return data;
}

// The same number of bytes is not enough: an Int32Array for float32 would be read as other numbers. By name where
// the constructor differs, because it may come from another realm (a vm context, as in jest).
function holds({ type }: TensorInfo, data: ArrayBufferView): boolean {
  const Data = tensorArrays[type];
  if (data instanceof Data) return true;
  const tag = Object.prototype.toString.call(data).slice('[object '.length, -1);
  return (
    tag === Data.name ||
    tag === 'Uint8Array' ||
    tag === 'DataView' ||
    (tag === 'Uint8ClampedArray' && Data === Uint8Array) ||
    (tag === 'Float16Array' && type === 'float16')
  );
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function sizeOf({ type, dims, bytes }: TensorInfo): string {
  return `${type} [${dims.join(', ')}], ${bytes} bytes`;
}

function wrong(what: string, name: string, came: string): AscendRxError {
  return new AscendRxError('ERR_INPUT', `Expected ${what} for \`${name}\` but received ${came}`);
}
