import type { InferOutputs } from './read-outputs.js';

/**
 * Where the time of an input went, in milliseconds; the parts sum up to `total`. After a retry they are those of the last
 * execution, and `queue` is all before it; in a batch they are those of the batch.
 *
 * On a device of `@ascend-rx/native` the parts come from two places:
 *
 * - where executions are long (1 ms and more, by a running measure of the execution stream), from events on the stream
 *   around copy-in, execution and copy-out. They are placed by the moment of the group's callback, so the callback's own
 *   way to the host counts as `queue`; so does the gathering of the inputs in host memory.
 * - where they are short, because events would cost as much as they do, from the host's clock: `copyIn` is the gathering of
 *   the inputs; `compute` is the rest until the group's callback, from when the stream was past the callback before. It
 *   has the copies on the device in it, `copyOut` is 0, and the executions of a group have one end.
 *
 * With a scheduler of another clock than `performance.now()`, all from taking the slot until the report is `compute`.
 */
export interface InferTiming {
  /** Waiting: for a slot, then for its turn on the execution stream. */
  readonly queue: number;
  /** Its inputs' way to the device, as far as it can be told from the rest. */
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
   * The model's outputs by name. They are yours to keep and to change, unless you `release` them. Small outputs
   * that come together share one ArrayBuffer, those of other pipelines of the model too: keeping one keeps them all, and the
   * buffer is not to be transferred; `data.slice()` is one's own. Large ones (32 KiB and more in all, on a device of `@ascend-rx/native`) have a buffer for each execution.
   */
  readonly outputs: InferOutputs<Outputs>;
  /** Position of the input in its source, from 0. */
  readonly index: number;
  readonly timing: InferTiming;
  /**
   * Gives the memory of large outputs back, for inferences to come, now rather than when the garbage collector finds out.
   * The outputs are empty afterwards. With a batch, when all of its results have been released. Idempotent; without
   * effect on small outputs, on those that were given to another model, and on devices that have no use for it.
   */
  release(): void;
}
