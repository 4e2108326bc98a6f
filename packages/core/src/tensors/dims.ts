// Dims: the sizes of the dimensions of a tensor, and of an input or output, where -1 stands for a size that is not known.
import type { TensorInfo } from './tensor.js';

/** The dims of several tensors: of all inputs or all outputs of a model, in its order. */
export type DimsList = readonly (readonly number[])[];

/** How many elements a tensor has. A scalar has one. */
export function elementsOf(dims: readonly number[]): number {
  let elements = 1;
  for (const size of dims) elements *= size;
  return elements;
}

// The one size of an input or output of which not even the number of dimensions is known.
const unknownRank = -2;

const isOfAnyRank = (declared: readonly number[]) => declared.length === 1 && declared[0] === unknownRank;

/** The most dimensions that a tensor has (`ACL_MAX_DIM_CNT`). */
export const mostDims = 128;

const isSize = (size: number) => Number.isSafeInteger(size) && size >= 0;

/** Whether dims are those that an input or output declares: -1 takes any size; -2 alone takes any dims. */
export function fitsDims(dims: readonly number[], declared: readonly number[]): boolean {
  if (isOfAnyRank(declared)) return dims.length <= mostDims && dims.every(isSize);
  if (dims.length !== declared.length) return false;
  for (let i = 0; i < dims.length; i += 1) {
    const size = dims[i] as number;
    if (declared[i] === -1 ? !isSize(size) : size !== declared[i]) return false;
  }
  return true;
}

/** A copy of dims that a user gave, as far as a tensor may have so many and one more. It is not longer, whatever came. */
export function copyOfDims(given: readonly number[]): readonly number[] {
  const dims: number[] = [];
  const length = Math.min(given.length, mostDims + 1);
  for (let i = 0; i < length; i += 1) dims.push(given[i] as number);
  return dims;
}

export function sameDims(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

export function sameDimsLists(a: DimsList, b: DimsList): boolean {
  return a.length === b.length && a.every((dims, i) => sameDims(dims, b[i] as readonly number[]));
}

/** Whether a size of the input or output is not known before an execution. */
export function isDynamic({ dims }: Pick<TensorInfo, 'dims'>): boolean {
  return dims.some((size) => size < 0);
}

/**
 * The dims of a tensor of so many elements, where the declared dims leave one size open at most and the others tell it. Undefined: they
 * leave more open, or the number of elements does not fit.
 */
export function dimsOfLength(declared: readonly number[], elements: number): readonly number[] | undefined {
  const known = declared.filter((size) => size !== -1);
  const ofKnown = elementsOf(known);
  if (known.length === declared.length) return ofKnown === elements ? declared : undefined;
  // A size of 0 beside it leaves the open one open.
  const size = elements / ofKnown;
  if (declared.length - known.length > 1 || !Number.isSafeInteger(size)) return undefined;
  return declared.map((each) => (each === -1 ? size : each));
}

/** The dims for people: `[1, len, 2]`, with the names of sizes that are not known, or -1; `[...]` for any dims. */
export function dimsText({ dims, dimNames }: Pick<TensorInfo, 'dims' | 'dimNames'>): string {
  if (isOfAnyRank(dims)) return '[...]';
  return `[${dims.map((size, i) => (size === -1 ? (dimNames?.[i] ?? '-1') : size)).join(', ')}]`;
}
