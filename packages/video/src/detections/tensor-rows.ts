// Outputs as decoders read them.
import { float16ToFloat32, type Tensor } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import type { ElementArray } from '@ascend-rx/native/detections';

/** What a decoder has to know of a model's outputs. */
export interface OutputInfo {
  readonly name: string;
  /** `float32` and so on. */
  readonly type: string;
  /** -1: not known before an execution. */
  readonly dims: readonly number[];
}

/** Without the dims of 1 at the beginning: the batch. */
export function withoutBatch(dims: readonly number[]): readonly number[] {
  const first = dims.findIndex((dim) => dim !== 1);
  return first < 0 ? [] : dims.slice(first);
}

/** The last `rank` dims, if the others are 1; else undefined. */
export function lastDims(dims: readonly number[], rank: number): readonly number[] | undefined {
  const others = dims.slice(0, Math.max(0, dims.length - rank));
  return dims.length >= rank && others.every((dim) => dim === 1) ? dims.slice(-rank) : undefined;
}

/** `[1, 84, 8400]` */
export function dimsText(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}

/** The elements of a tensor of float32 or float16. @throws TypeError for one of another type, RangeError if they are not as many as its dims say */
export function elementsOf(name: string, tensor: Tensor): ElementArray {
  const { type, dims, data } = tensor;
  if (type !== 'float32' && type !== 'float16')
    throw new TypeError(`Expected float32 or float16 for output ${name} but received ${type}`);
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (data.length === count) return data;
  throw new RangeError(
    `Expected ${count} elements for output ${name} with dims ${dimsText(dims)} but received ${data.length}`,
  );
}

/** @throws TypeError for what is no model, or tells nothing of its outputs, or inputs */
export function assertModel(model: unknown, ...members: ('inputs' | 'outputs')[]): void {
  const known = (model ?? {}) as Record<string, unknown>;
  if (members.every((name) => Array.isArray(known[name]))) return;
  throw new TypeError(
    expected(`a model with ${members.map((name) => `\`${name}\``).join(' and ')}`, 'model', model),
  );
}

/** The same as numbers: those of float16 are converted. For small tensors. */
export function numbersOf(name: string, tensor: Tensor): Float32Array {
  const data = elementsOf(name, tensor);
  return tensor.type === 'float16' ? float16ToFloat32(tensor.data) : (data as Float32Array);
}

/** The output of this name. @throws TypeError where there is none */
export function outputOf(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor !== undefined) return tensor;
  throw new TypeError(`Expected an output ${name} but received ${Object.keys(outputs).join(', ')}`);
}
