import type { AbortSignalLike, Tensor } from '@ascend-rx/core';
import type { Geometry } from '../image/geometry.js';
import type { Detection } from './detection.js';

/** What a {@link Decode} reads: a result of `infer`, whose `prepare` was made by `letterbox` or `stretch`. */
export interface DecodableResult {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** How the frame lies in the input: boxes are scaled back by it. */
  readonly prepared: Geometry;
}

/**
 * Reads the objects of a result, the best first. Always by a Promise, also where all is done at once: an array would be taken for an
 * Observable of its elements by `mergeMap` and `concatMap`.
 *
 * __Warning:__ Outputs of 32 KiB and more are read by native threads: until the Promise is settled they must not change, and their memory
 * can never be transferred, or used again by `result.release()`. `detectFrames` does not have this limit.
 *
 * @throws TypeError, RangeError by the Promise, for outputs that are not what the decoder was made for; `signal.reason` after an abort
 */
export type Decode = (
  result: DecodableResult,
  context?: { readonly signal?: AbortSignalLike },
) => Promise<Detection[]>;

/** How a decoder uses the memory of the outputs. See `ReadingOptions` of `@ascend-rx/native/detections`. */
export interface Reading {
  readonly signal?: AbortSignalLike | undefined;
  readonly isExclusive: boolean;
}

/** What is behind a {@link Decode}. */
export type Reader = (result: DecodableResult, reading: Reading) => Promise<Detection[]>;

const readers = new WeakMap<Decode, Reader>();

/** Makes the function that users get. */
export function decodeBy(read: Reader): Decode {
  const decode: Decode = (result, { signal } = {}) => read(result, { signal, isExclusive: false });
  readers.set(decode, read);
  return decode;
}

/** What is behind a decoder of the user's, too. */
export function readerOf(decode: Decode): Reader {
  return readers.get(decode) ?? ((result, { signal }) => decode(result, signal && { signal }));
}
