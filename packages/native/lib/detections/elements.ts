// The memory of what a model gives, as native threads read it.
import type { AbortSignalLike, Float16Elements } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import { canBeLent } from '../lend.js';
import { nameOfArray } from '../name-of-array.js';

/** Elements of float32, or of float16: its bits in a Uint16Array, or a Float16Array. */
export type ElementArray = Float32Array | Uint16Array | Float16Elements;

/** Options of {@link decodeHead} and {@link composeMasks}. */
export interface ReadingOptions {
  /** Ends it early: the Promise is rejected with `signal.reason`, when no native thread uses the memory any more. */
  readonly signal?: AbortSignalLike | undefined;
  /**
   * Promises that nobody else transfers, releases or resizes the memory until the Promise is settled, as nobody can who does not have
   * it. It is not marked as untransferable then, so that its owner can use it again. A wrong promise lets a native thread read memory
   * that is gone. Default false.
   */
  readonly isExclusive?: boolean | undefined;
}

/** Element types, in the order of the numbers that the addon has for them. */
const types = ['Float32Array', 'Uint16Array', 'Float16Array'] as const;

// Smaller ones may share their buffer with outputs of others, who can transfer it. A copy of them costs less than to mark it.
const copiedBytes = 32 * 1024;

/** The number of the element type. @throws TypeError, RangeError unless it is an array of so many elements */
export function assertElements(name: string, data: ElementArray, elements: number, what: string): number {
  const type = types.indexOf(nameOfArray(data) as (typeof types)[number]);
  if (type < 0) throw new TypeError(expected(`a ${types.join(' or ')}`, name, data));
  const { length } = data as Float32Array;
  if (length !== elements) {
    throw new RangeError(`Expected ${elements} elements (${what}) for \`${name}\` but received ${length}`);
  }
  return Math.min(type, 1);
}

/** The same elements in memory that native threads may read until the Promise is settled. */
export function lentElements(data: ElementArray, isExclusive: boolean): ArrayBufferView {
  const array = data as Float32Array;
  if (array.byteLength < copiedBytes) return array.slice();
  return isExclusive || canBeLent(array.buffer) ? array : array.slice();
}
