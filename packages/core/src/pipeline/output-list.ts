// The outputs of a result in the model's order. An object has that order, too, unless names look like indexes, which
// JavaScript puts first, or two outputs have one name. Only for such models a list is kept beside the object.
import type { Tensor } from '../tensors/tensor.js';
import type { InferOutputs } from './infer-outputs.js';

const lists = new WeakMap<InferOutputs, readonly Tensor[]>();

/** Whether an object with these keys does not have them all, in this order. */
export function needsList(names: readonly string[]): boolean {
  const keys = Object.keys(Object.fromEntries(names.map((name) => [name, 0])));
  return keys.length !== names.length || keys.some((key, i) => key !== names[i]);
}

/** Keeps the outputs in the model's order. */
export function keepList(outputs: InferOutputs, list: readonly Tensor[]): void {
  lists.set(outputs, list);
}

/** The outputs in the model's order: the same list each time. */
export function listOf(outputs: InferOutputs): readonly Tensor[] {
  let list = lists.get(outputs);
  if (!list) {
    list = Object.values(outputs);
    lists.set(outputs, list);
  }
  return list;
}
