import type { InferOutputs } from './read-outputs.js';

/**
 * Where the time of an input went, in milliseconds; the parts sum up to `total`. After a retry they are those of the last
 * execution, and `queue` is all before it; in a batch they are those of the batch.
 */
export interface InferTiming {
  /** Waiting: for a slot, then for its turn on the execution stream. */
  readonly queue: number;
  /** Its inputs' way to the device. */
  readonly copyIn: number;
  /** The inference itself (`aclmdlExecuteAsync`). */
  readonly compute: number;
  /** Its outputs' way back to the host. */
  readonly copyOut: number;
  /** From then until its group was reported: the rest of the group, the callback, the way to JavaScript. */
  readonly callbackWait: number;
  /** From its arrival until its group was reported. */
  readonly total: number;
}

/** The result of one inference. */
export interface InferResult<T, Outputs extends string = string> {
  /** What the source emitted. */
  readonly source: T;
  /**
   * The model's outputs by name. They are yours to keep and to change. The outputs of a group share one ArrayBuffer:
   * keeping one keeps them all, and transferring its buffer detaches the others; `data.slice()` is one's own.
   */
  readonly outputs: InferOutputs<Outputs>;
  /** Position of the input in its source, from 0. */
  readonly index: number;
  readonly timing: InferTiming;
}
