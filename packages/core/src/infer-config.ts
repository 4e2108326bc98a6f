import type { InferInputs } from './bind-inputs.js';
import type { DropCause } from './drop.js';
import type { FailureAction, InferFailure } from './failure-policy.js';
import type { Overflow } from './options/overflow.js';
import type { BlockType } from './port.js';
import type { Recorder } from './recorder/create-recorder.js';
import type { InferOrder } from './sequencer.js';

/** The options of `infer` and `inferFrom`. Times are in milliseconds on the device's scheduler. */
export interface InferConfig<T> {
  /**
   * What of a value goes to the model: a tensor or typed array for a model with one input, else those by input
   * name. Called once per value, when it takes a slot. Default: the value itself. Memory that it returns must not change
   * until the value's result has been emitted: larger inputs are read by native threads meanwhile.
   * An ArrayBuffer over 4 KiB that was given once cannot be transferred to a worker afterwards: give a copy of such.
   */
  inputs?: (value: T, index: number) => InferInputs;
  /**
   * Executions per callback (`aclrtLaunchCallback`): results come in groups of this size. Default 1, range 0 to
   * `maxInFlight`. 0: no callbacks; results come by `aclrtSynchronizeStream`: when the last slot of their instance is
   * taken, by whatever pipeline, or the last that this one may have, and when the source completes.
   */
  callbackInterval?: number;
  /**
   * Whether the execution stream waits for a callback to return (`'block'`, ACL_CALLBACK_BLOCK, the default) or goes on
   * meanwhile (`'no-block'`, not on every chip). Results and their order are the same.
   */
  blockType?: BlockType;
  /** How long a group that is not full may wait for its callback, from its first execution. Default: for ever. */
  maxCallbackDelay?: number;
  /** How many executions of this pipeline may have a slot at once. Default 100, at least 1. The others wait. */
  maxInFlight?: number;
  /**
   * What happens to a value that comes when no slot is free and the waiting room is full: `'buffer'` and `'error'` end
   * the pipeline with ERR_OVERFLOW, `'drop-oldest'` leaves out the one that has waited longest, `'drop-newest'` the one
   * that comes. Default `'buffer'`, whose waiting room has no bound unless `maxQueueSize` says one.
   */
  overflow?: Overflow;
  /**
   * How many values may wait for a slot. Default: no bound for `'buffer'`, 1 for `'drop-oldest'` (at least 1), 0 for the
   * others. Not counted are values that are executed again, and those whose batch a free slot could take.
   */
  maxQueueSize?: number;
  /**
   * How long a value may wait for a slot; it is dropped at that moment. Default: for ever. One that waits only for its
   * batch to fill up, while a slot is free for it, is not dropped: its batch starts at that moment.
   */
  maxStaleness?: number;
  /**
   * In which order results are emitted: that of the source (`'submission'`, the default), that in which they come
   * (`'completion'`), or, with a function, that of the source among values of the same key (compared as in a Map).
   * With one instance of the model and no retries they come in the order of the source anyway.
   */
  order?: InferOrder<T>;
  /**
   * Dynamic batching: up to so many values are executed as one, by a model with batch gears; a batch that is not full
   * takes the smallest gear that holds it. Default 1, at most the model's largest gear. Slots, `maxInFlight` and
   * `callbackInterval` count executions; the ledger and `maxQueueSize` count values.
   */
  batchSize?: number;
  /**
   * How long a value may wait for its batch to fill up while a slot is free for it. Default 0; no longer than
   * `maxStaleness`.
   */
  maxQueueDelay?: number;
  /**
   * From taking a slot to the result; then the value fails with InferTimeoutError. Its slot stays busy until the
   * device is done. Default: none.
   */
  timeout?: number;
  /**
   * What becomes of a value that fails, on the device, at submission, by `timeout`, or because it does not fit:
   * `'fail'` ends the pipeline with the error (the default), `'drop'` leaves the value out, `{ retry, then }` executes
   * it again and then does one of the two; a function decides for each. A value that is retried keeps its place in the
   * order. One that does not fit the model is not retried.
   */
  onFailure?: FailureAction | ((failure: InferFailure<T>) => FailureAction);
  /** Called for every value that is left out, with what left it out and the milliseconds since it came. */
  onDrop?: (value: T, cause: DropCause, waited: number) => void;
  /** Names the pipeline in stats, drops and traces. */
  label?: string;
  /** Records what happens to the pipeline's values: see `createRecorder`. Default: none, which costs nothing. */
  recorder?: Recorder;
}
