import type { InferOutputs } from './read-outputs.js';

/** How long an input took, in milliseconds on the device's scheduler. */
export interface InferTiming {
  /** From its arrival until it took a slot. */
  readonly queue: number;
  /** From its arrival until its result was reported. */
  readonly total: number;
}

/** The result of one inference. */
export interface InferResult<T> {
  /** What the source emitted. */
  readonly source: T;
  /**
   * The model's outputs by name. They are yours to keep and to change. The outputs of a group share one ArrayBuffer:
   * keeping one keeps them all, and transferring its buffer detaches the others; `data.slice()` is one's own.
   */
  readonly outputs: InferOutputs;
  /** Position of the input in its source, from 0. */
  readonly index: number;
  readonly timing: InferTiming;
}
