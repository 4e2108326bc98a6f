// From what a user gives to what a session takes: one view per model input, in the model's order. This is on the path of
// every input, so nothing is made here but the list of views unless something is wrong.
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { InferInputs, InputValue } from '../tensors/input-value.js';
import type { Tensor, TensorInfo } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import { describe } from '../util/expected.js';
import { nearest } from '../util/nearest.js';

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

// The same number of bytes is not enough: an Int32Array for float32 would be read as other numbers. A typed array of
// another realm (a vm context, as in jest) has another constructor, so its name decides.
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

function wrong(what: string, name: string, received: string): AscendRxError {
  return new AscendRxError('ERR_INPUT', `Expected ${what} for \`${name}\` but received ${received}`);
}
