import type { Tensor } from '../tensors/tensor.js';
import type { InferOutputs } from './infer-outputs.js';

/**
 * Where the time of an input went, in milliseconds. The parts sum up to `total`. After a retry, `prepare` is what it took
 * before the first execution, `queue` is all other time before the last one, and the other parts are those of that one. In a
 * batch they are those of the batch.
 *
 * On a device of `@ascend-rx/native` the parts come from one of two sources:
 *
 * - Where executions are long (1 ms and more, by a running estimate for the execution stream): from events on the
 *   execution stream around copy-in, execution and copy-out. The events are placed in time by the moment of the group's
 *   callback. So the way of the callback to the host counts as `queue`, and so does the copying of inputs to host memory.
 * - Where executions are short, because events would cost as much as the executions: from the host's clock. `copyIn` is
 *   the copying of the inputs to host memory. `compute` is the rest of the time until the group's callback; it begins
 *   when the execution stream has passed the callback before. `compute` contains the copies on the device, `copyOut` is
 *   0, and all executions of a group end at the same moment.
 *
 * With a scheduler whose clock is not that of `performance.now()`, `compute` is all time from taking the slot until the
 * report.
 */
export interface InferTiming {
  /** Waiting for a slot, then, when it is prepared, for its turn on the execution stream. */
  readonly queue: number;
  /** From the call of `prepare` until the value, in a batch all values, was ready. 0 without `prepare`. */
  readonly prepare: number;
  /** Copying the inputs to the device, as far as it can be measured separately. */
  readonly copyIn: number;
  /** The inference itself (`aclmdlExecuteAsync`). */
  readonly compute: number;
  /** Copying the outputs back to the host. */
  readonly copyOut: number;
  /** From then until the group was reported: the rest of the group, the callback, the hand-over to JavaScript. */
  readonly callbackWait: number;
  /** From the arrival of the value until its group was reported. */
  readonly total: number;
}

/**
 * The result of one inference.
 *
 * @typeParam Prepared what the option `prepare` has given for the value
 */
export interface InferResult<T, Outputs extends string = string, Prepared = unknown> {
  /** The value that the source emitted. */
  readonly source: T;
  /**
   * The model's outputs by name. You may keep and change them, unless you `release` them. Small outputs that come
   * together share one ArrayBuffer, also with outputs of other pipelines of the model: keeping one keeps them all, and the
   * buffer must not be transferred; `data.slice()` makes a copy of your own. Large outputs (together 32 KiB and more, on a
   * device of `@ascend-rx/native`) have a buffer for each execution.
   *
   * The object has no prototype. Its keys are in the model's order, but JavaScript puts keys that look like indexes (`495`)
   * first: {@link list} has the order in any case.
   */
  readonly outputs: InferOutputs<Outputs>;
  /** The same tensors in the model's order: `list[i]` is described by `model.outputs[i]`. */
  readonly list: readonly Tensor[];
  /** The position of the value in its source, from 0. */
  readonly index: number;
  readonly timing: InferTiming;
  /** What the option `prepare` has returned for the value, for example the geometry of a picture. Undefined without `prepare`. */
  readonly prepared: Prepared;
  /**
   * Gives the memory of large outputs back at once, for inferences to come, rather than when the garbage collector frees
   * it. The outputs are empty afterwards. The memory of a batch is given back when all of its results have been released.
   * Idempotent. Without effect on small outputs, on outputs that were given to another model, and on devices that cannot
   * reuse the memory.
   */
  release(): void;
}
