// From what a user gives to what a session takes: one view per model input, in the model's order.
import { AscendRxError } from './errors/ascend-rx-error.js';
import type { Tensor, TensorInfo } from './tensor.js';
import { describe, nearest } from './validate.js';

/** One input's value: a tensor, or just its elements in row-major order. */
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
  const names = infos.map(({ name }) => name);
  for (const name of Object.keys(value)) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const hint = meant ? `did you mean \`${meant}\`?` : `its inputs are ${names.join(', ')}`;
    throw new AscendRxError('ERR_INPUT', `The model has no input \`${name}\`: ${hint}`);
  }
  return infos.map((info) => view(info, value[info.name]));
}

function isInputValue(value: unknown): value is InputValue {
  return ArrayBuffer.isView(value) || (typeof value === 'object' && value !== null && isTensor(value));
}

function isTensor(value: object): value is Tensor {
  return 'data' in value && 'dims' in value && ArrayBuffer.isView(value.data);
}

function view(info: TensorInfo, value: InputValue | undefined): ArrayBufferView {
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength !== info.bytes) throw wrong(sizeOf(info), info.name, describe(value));
    return value;
  }
  if (typeof value !== 'object' || value === null || !isTensor(value)) {
    throw wrong(`a tensor or typed array (${sizeOf(info)})`, info.name, describe(value));
  }
  const { type, data, dims } = value;
  const fits = type === info.type && data.byteLength === info.bytes && sameDims(dims, info.dims);
  if (!fits) throw wrong(sizeOf(info), info.name, `${type} [${dims.join(', ')}], ${data.byteLength} bytes`);
  return data;
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function sizeOf({ type, dims, bytes }: TensorInfo): string {
  return `${type} [${dims.join(', ')}], ${bytes} bytes`;
}

function wrong(what: string, name: string, came: string): AscendRxError {
  return new AscendRxError('ERR_INPUT', `Expected ${what} for \`${name}\` but received ${came}`);
}
