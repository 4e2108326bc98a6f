import type { BlockType } from '../device/session.js';
import type { InferInputs } from '../tensors/input-value.js';
import type { TraceSink } from '../tracing/trace-sink.js';
import type { FailureAction, InferFailure } from './failure-policy.js';
import type { Prepare } from './prepare.js';

/**
 * The options of `model.runner`. Times are in milliseconds on the device's scheduler.
 *
 * @typeParam Prepared what `prepare` gives for the value of a call
 */
export interface RunnerConfig<T, Prepared = unknown> {
  /**
   * Returns the model's inputs for the value of a call, as the option of `infer` does. Called once per call, when the call
   * takes a slot; what it throws rejects that call alone. Default: the value itself.
   */
  inputs?: (value: T, index: number) => InferInputs;
  /**
   * Writes the model's inputs for the value of a call into memory of the runner, and may wait, as the option of `infer` does.
   * Called once per call, when the call has taken a slot; what it throws rejects that call alone. When the call is aborted or
   * has timed out, so is `signal`. Default: none.
   */
  prepare?: Prepare<T, Prepared>;
  /** The highest number of executions that are being prepared at once, ≥ 1. Default 4. */
  maxPreparing?: number;
  /**
   * The highest number of executions per callback (`aclrtLaunchCallback`), from 1 to `maxInFlight`. A group is closed at the
   * end of the turn of the event loop in which it began, also if it is not full, so that a lone call waits for no other.
   * Default: the runner chooses, by how long executions take: 1 for long ones, up to 32 for short ones.
   */
  callbackInterval?: number;
  /** Whether the execution stream waits for a callback to return: see the option of `infer`. Default `'block'`. */
  blockType?: BlockType;
  /**
   * The highest number of calls that have a slot at once, ≥ 1; with batches, of executions. Others wait. Default 100; with
   * `batchSize` above 1, the runner chooses up to 100: two groups per instance, so that calls gather in batches instead of
   * one by one on the device.
   */
  maxInFlight?: number;
  /** The highest number of calls that wait for a slot. Further calls are rejected with ERR_OVERFLOW. Default 1000. */
  maxQueueSize?: number;
  /**
   * Dynamic batching: the highest number of calls that a model with batch gears executes at once. Default 1; at most the
   * model's largest gear. Calls of the same turn of the event loop share batches, as do calls that wait for a slot.
   */
  batchSize?: number;
  /**
   * How long a call waits for its batch to fill up while a slot is free for it, beyond the turn of the event loop in which
   * it came. Default 0.
   */
  maxQueueDelay?: number;
  /**
   * The longest time from taking a slot to the result, for each execution; then the execution has failed with
   * InferTimeoutError, and `onFailure` decides. Its slot stays busy until the device is done. Default: without limit. (The
   * option `timeout` of a call counts from the call, and ends it for good.)
   */
  timeout?: number;
  /**
   * What becomes of a call whose input fails on the device, at submission, by the runner's `timeout`, or because it does not
   * fit the model. Default `'fail'`. `'fail'` and `'drop'` reject that call alone with the error, and count it as failed or
   * as dropped; `{ retry, then }` executes the input again and afterwards does one of the two; a function decides for each
   * failure, and what it throws rejects the call. The runner goes on in every case.
   */
  onFailure?: FailureAction | ((failure: InferFailure<T>) => FailureAction);
  /** The name of the runner's pipeline in stats, drops and traces. */
  label?: string;
  /** Receives what happens to the runner's calls, as the option of `infer`. Default: none. */
  recorder?: TraceSink;
}

/** The options of a runner that prepares the values of its calls: `prepare` is given. */
export interface RunnerConfigWithPrepare<T, Prepared> extends RunnerConfig<T, Prepared> {
  inputs?: never;
  prepare: Prepare<T, Prepared>;
}
