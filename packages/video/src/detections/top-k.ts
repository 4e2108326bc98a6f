import { expected } from '@ascend-rx/core/device';

/** One of the highest values, and where it was. */
export interface Ranked {
  readonly index: number;
  readonly value: number;
}

/**
 * The `k` highest values, the highest first; of equal ones the one that comes first. NaN is left out, so that there may be fewer.
 *
 * @param k an integer from 0
 * @throws TypeError, RangeError for wrong arguments
 */
export function topK(values: ArrayLike<number>, k: number): Ranked[] {
  if (typeof values?.length !== 'number') throw new TypeError(expected('numbers', 'values', values));
  if (!Number.isInteger(k) || k < 0) throw new RangeError(expected('an integer from 0', 'k', k));
  const indexes: number[] = [];
  for (let i = 0; i < values.length; i += 1) if (!Number.isNaN(values[i] ?? Number.NaN)) indexes.push(i);
  const valueAt = (index: number) => values[index] as number;
  // Not by a difference, which is NaN of two infinities.
  indexes.sort((a, b) => (valueAt(a) === valueAt(b) ? a - b : valueAt(a) > valueAt(b) ? -1 : 1));
  return indexes.slice(0, k).map((index) => ({ index, value: valueAt(index) }));
}
