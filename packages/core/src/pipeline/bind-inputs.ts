// From what a user gives to what a session takes: one view per model input, in the model's order. This is on the path of
// every input, so nothing is made here but the list of views unless something is wrong. Values are checked by what they are,
// since TypeScript's types do not hold at run time.

import { sameDims } from '../tensors/dims.js';
import type { InferInputs, InputTensor, RawTensor } from '../tensors/input-value.js';
import type { TensorInfo, TensorType } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import { typedArrayName } from '../tensors/typed-array-name.js';
import { isPromise } from '../util/expected.js';
import { isArrayBuffer } from '../util/is-array-buffer.js';
import {
  unfitBytes,
  unfitElements,
  unfitInput,
  unfitInputs,
  unfitTensor,
  unknownInput,
} from './input-errors.js';

/**
 * Puts the inputs of one inference in the model's order and checks that they fit.
 *
 * @param isWhole whether `value` is a whole value of the source, because the option `inputs` is not given
 * @throws AscendRxError ERR_INPUT, naming the input, what was expected, what came, and what to do
 */
export function bindInputs(
  infos: readonly TensorInfo[],
  value: InferInputs,
  isWhole = false,
): readonly ArrayBufferView[] {
  return bindEach(infos, value, isWhole, view);
}

/**
 * Finds what was given for each input of a model, in the model's order.
 *
 * @param bind checks and binds what was given for an input
 */
export function bindEach<Bound>(
  infos: readonly TensorInfo[],
  value: InferInputs,
  isWhole: boolean,
  bind: (info: TensorInfo, value: unknown) => Bound,
): Bound[] {
  const only = infos.length === 1 ? infos[0] : undefined;
  if (only && isInputValue(value)) return [bind(only, value)];
  if (!isByName(value) || isInputValue(value))
    throw only ? unfitInput(only, value) : unfitInputs(infos, value);
  for (const name of Object.keys(value)) assertKnown(infos, name, value, isWhole);
  return infos.map((info) => bind(info, given(value, info.name)));
}

// What every object inherits is not an input, though inputs may have such names.
function given(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return name in Object.prototype && !Object.hasOwn(value, name) ? undefined : value[name];
}

function isByName(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !isArrayBuffer(value) && !isPromise(value);
}

function assertKnown(infos: readonly TensorInfo[], name: string, value: object, isWhole: boolean): void {
  for (const info of infos) if (info.name === name) return;
  const [only] = infos;
  if (infos.length === 1 && only && isMeantAsTensor(value)) throw unfitInput(only, value);
  throw unknownInput(infos, name, isWhole ? value : undefined);
}

// One part of it is not what a tensor has.
function isMeantAsTensor(value: object): boolean {
  return 'type' in value && 'dims' in value && ('data' in value || 'bytes' in value);
}

// `dims` of a tensor is an array. So a model whose inputs are named `data` and `dims` gets them by name.
function isInputValue(value: unknown): value is object {
  if (ArrayBuffer.isView(value)) return true;
  if (typeof value !== 'object' || value === null || !('dims' in value && Array.isArray(value.dims)))
    return false;
  return ('data' in value && ArrayBuffer.isView(value.data)) || ('bytes' in value && isMemory(value.bytes));
}

export function isMemory(bytes: unknown): bytes is RawTensor['bytes'] {
  return ArrayBuffer.isView(bytes) || isArrayBuffer(bytes);
}

/** Checks what was given for an input whose dims are all known. */
export function view(info: TensorInfo, value: unknown): ArrayBufferView {
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength !== info.bytes || !holds(info.type, value)) throw unfitElements(info, value);
    return value;
  }
  if (typeof value !== 'object' || value === null) throw unfitInput(info, value);
  // Each part is read once: what was checked is what is used, even if a getter gives it.
  const { type, dims, data } = value as Partial<InputTensor>;
  if (!Array.isArray(dims)) throw unfitInput(info, value);
  if (ArrayBuffer.isView(data)) {
    if (type !== info.type || data.byteLength !== info.bytes || !sameDims(dims, info.dims)) {
      throw unfitTensor(info, type, dims, data.byteLength);
    }
    if (!holds(type, data)) throw unfitElements(info, data);
    return data;
  }
  const { bytes } = value as Partial<RawTensor>;
  if (!isMemory(bytes)) throw unfitInput(info, value);
  if (type !== info.type || bytes.byteLength !== info.bytes || !sameDims(dims, info.dims)) {
    throw unfitTensor(info, type, dims, bytes.byteLength);
  }
  return viewOfBytes(info, bytes);
}

/** Raw bytes as a view. */
export function viewOfBytes(info: TensorInfo, bytes: RawTensor['bytes']): ArrayBufferView {
  if (!ArrayBuffer.isView(bytes)) return new Uint8Array(bytes);
  if (!isOfBytes(bytes)) throw unfitBytes(info, bytes);
  return bytes;
}

/** Whether the array is that of the element type. As many bytes are not enough: they would be read as other numbers. */
export function holds(type: TensorType, data: ArrayBufferView): boolean {
  const Data = tensorArrays[type];
  if (data instanceof Data) return true;
  const name = typedArrayName(data);
  return (
    name === Data.name ||
    (name === 'Uint8ClampedArray' && type === 'uint8') ||
    (name === 'Float16Array' && type === 'float16')
  );
}

function isOfBytes(bytes: ArrayBufferView): boolean {
  const name = typedArrayName(bytes);
  return name === undefined || name === 'Uint8Array' || name === 'Uint8ClampedArray';
}
