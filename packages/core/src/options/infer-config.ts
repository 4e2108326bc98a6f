import type { BlockType } from '../device/session.js';
import type { InferInputs } from '../tensors/input-value.js';
import type { TraceSink } from '../tracing/trace-sink.js';
import type { DropCause } from './drop.js';
import type { FailureAction, InferFailure } from './failure-policy.js';
import type { InferOrder } from './infer-order.js';
import type { Overflow } from './overflow.js';
import type { Prepare } from './prepare.js';

/**
 * The options of `infer` and `inferFrom`. Times are in milliseconds on the device's scheduler.
 *
 * @typeParam Prepared what `prepare` gives for a value
 */
export interface InferConfig<T, Prepared = unknown> {
  /**
   * Returns the model's inputs for a value: for a model with one input its elements, in the typed array of its element
   * type, a tensor, or raw bytes as `{ type, dims, bytes }`; else such values by input name. It cannot wait: resolve
   * Promises before `infer`. Called once per value, when the value takes a slot. Default: the value itself; where that is
   * no input, TypeScript asks for this option. The memory that it
   * returns must not change until the value's result has been emitted, because native threads read larger inputs
   * meanwhile. An ArrayBuffer over 4 KiB that was given once cannot be transferred to a worker afterwards: give a copy
   * of a buffer that is to be transferred.
   */
  inputs?: (value: T, index: number) => InferInputs;
  /**
   * Writes the model's inputs for a value into memory of the pipeline, in place of `inputs`, and may wait: it returns at once,
   * or a Promise, or an Observable (ready with its first value or its completion). Called when the value has taken its slot:
   * from then on the value is in flight, `timeout` runs, and `maxStaleness` does not count any more. What it returns comes
   * out as `result.prepared`. `target` has one typed array per input of the model, and belongs to `prepare` until it is ready;
   * its content is that of an earlier value, or zeros. When `signal` is aborted, nobody wants the value any more. What
   * it throws goes to `onFailure` with `attempts: 0`, and is not retried; a retry after a failure of the device does not
   * prepare again. Default: none. Not for models whose dims are known with an execution only.
   */
  prepare?: Prepare<T, Prepared>;
  /**
   * The highest number of executions that are being prepared at once, ≥ 1; with batches, each of up to `batchSize` values. Each
   * executes when it is ready, in whatever order. Default 4. Without effect unless `prepare` is given.
   */
  maxPreparing?: number;
  /**
   * Executions per callback (`aclrtLaunchCallback`): results come in groups of this size. Default 1, range 0 to
   * `maxInFlight`. 0: no callbacks. Results then come by `aclrtSynchronizeStream`: when any pipeline has taken the last
   * slot of the instance, when this pipeline has taken the last slot that it may have, and when the source completes.
   */
  callbackInterval?: number;
  /**
   * Whether the execution stream waits for a callback to return (`'block'`, ACL_CALLBACK_BLOCK, the default) or goes on
   * meanwhile (`'no-block'`, not on every chip). Results and their order are the same.
   */
  blockType?: BlockType;
  /** How long a group that is not full waits for its callback, from its first execution. Default: without limit. */
  maxCallbackDelay?: number;
  /**
   * The highest number of executions of this pipeline that have a slot at once, ≥ 1. Others wait. Default 100; with an
   * `overflow` that drops, two groups per instance of the model: twice `callbackInterval` (twice 1 for 0) for each. That
   * keeps the device busy, and nothing waits long in the device's queue.
   */
  maxInFlight?: number;
  /**
   * What happens to a value that comes when no slot is free and the input queue is full: `'buffer'` and `'error'` end
   * the pipeline with ERR_OVERFLOW; `'drop-oldest'` drops the value that has waited longest; `'drop-newest'` drops the
   * value that comes. Default `'buffer'`, whose queue has no bound unless `maxQueueSize` sets one.
   */
  overflow?: Overflow;
  /**
   * The highest number of values that wait for a slot. Default: no bound for `'buffer'`, 1 for `'drop-oldest'` (at least
   * 1), 0 for the others. Values that are to be executed again do not count, nor do values whose batch a free slot could
   * take.
   */
  maxQueueSize?: number;
  /**
   * How old a value may be when the device begins with it; older ones are dropped, with the cause `'stale'`. Default: without
   * limit. A value that waits for a slot is dropped at that moment and is not executed. A value that has become too old in
   * the device's queue is dropped at its result, since AscendCL cannot withdraw what is queued; that needs a device that
   * measures when it began (`timing` has parts then). A value that waits only for its batch to fill up, while a slot is free
   * for it, is not dropped: its batch starts at that moment, and is in time unless other executions are queued before it.
   * Retries are never too old.
   */
  maxStaleness?: number;
  /**
   * The order in which results are emitted: that of the source (`'submission'`, the default), that in which they come
   * (`'completion'`), or, with a function, that of the source among values of the same key (compared as in a Map). With
   * one instance of the model and no retries, results come in the order of the source anyway.
   */
  order?: InferOrder<T>;
  /**
   * Dynamic batching: the highest number of values that a model with batch gears executes at once. A batch that is not
   * full takes the smallest gear that holds it. Default 1; at most the model's largest gear. Slots, `maxInFlight` and
   * `callbackInterval` count executions; the ledger and `maxQueueSize` count values.
   */
  batchSize?: number;
  /**
   * How long a value waits for its batch to fill up while a slot is free for it. Default 0; never longer than
   * `maxStaleness`.
   */
  maxQueueDelay?: number;
  /**
   * The longest time from taking a slot to the result, with the time of `prepare`; then the value fails with InferTimeoutError.
   * Its slot stays busy until the device is done; that of a value that is being prepared is free at once. Default: without
   * limit.
   */
  timeout?: number;
  /**
   * What becomes of a value that fails on the device, at submission, by `timeout`, or because it does not fit the model:
   * `'fail'` (the default) ends the pipeline with the error; `'drop'` drops the value; `{ retry, then }` executes the
   * value again and afterwards does one of the two; a function decides for each failure. A value that is executed again
   * keeps its place in the order. A value that does not fit the model is not executed again.
   */
  onFailure?: FailureAction | ((failure: InferFailure<T>) => FailureAction);
  /** Called for every value that is dropped, with the cause and the milliseconds since the value came. */
  onDrop?: (value: T, cause: DropCause, waited: number) => void;
  /** The name of the pipeline in stats, drops and traces. */
  label?: string;
  /**
   * Receives what happens to the pipeline's values: `createRecorder` of `@ascend-rx/recorder` makes one. Default: none;
   * then no event is made.
   */
  recorder?: TraceSink;
}

/** The options of a pipeline whose values are no inputs themselves: `inputs` is given. */
export interface InferConfigWithInputs<T> extends InferConfig<T> {
  inputs: (value: T, index: number) => InferInputs;
}

/** The options of a pipeline that prepares its values: `prepare` is given. */
export interface InferConfigWithPrepare<T, Prepared> extends InferConfig<T, Prepared> {
  inputs?: never;
  prepare: Prepare<T, Prepared>;
}
