// The option `prepare`: writes the model's inputs for a value into memory of the pipeline.
import type { Observable } from 'rxjs';
import type { TypedArray } from '../tensors/tensor.js';
import type { AbortSignalLike } from './run-options.js';

/** The platform's AbortSignal, where TypeScript knows it. */
export type PrepareSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : AbortSignalLike;

/** What `prepare` is told beside the value. */
export interface PrepareContext {
  /** The position of the value in its source, from 0. */
  readonly index: number;
  /**
   * Aborted when nobody wants the value any more: the pipeline was unsubscribed or has ended, the value has timed out, or its
   * call of `run` was aborted. The slot is free by then. Made when it is first read.
   */
  readonly signal: PrepareSignal;
}

/**
 * What `prepare` may return: what comes out as `result.prepared`, or a Promise of it, or an Observable, which is ready with
 * its first value or its completion.
 */
export type Preparing<Prepared> = Prepared | PromiseLike<Prepared> | Observable<Prepared>;

/**
 * Prepares one value.
 *
 * @param target one typed array for each input of the model, in the model's order and of its element type. Its content is
 *   that of an earlier value, or zeros
 */
export type Prepare<T, Prepared = unknown> = (
  value: T,
  target: readonly TypedArray[],
  context: PrepareContext,
) => Preparing<Prepared>;
