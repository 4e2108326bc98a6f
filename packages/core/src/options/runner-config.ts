import type { FailureAction, InferFailure } from './failure-policy.js';
import type { InferConfig } from './infer-config.js';

/**
 * The options of `model.runner`. Those that `infer` has, too, mean the same, unless they are described here. Times are in
 * milliseconds on the device's scheduler.
 */
export interface RunnerConfig<T>
  extends Pick<InferConfig<T>, 'inputs' | 'blockType' | 'maxInFlight' | 'batchSize' | 'label' | 'recorder'> {
  /**
   * The highest number of executions per callback (`aclrtLaunchCallback`), from 1 to `maxInFlight`. A group is closed at the
   * end of the turn of the event loop in which it began, also if it is not full, so that a lone call waits for no other.
   * Default: chosen by the runner, by how long executions take.
   */
  callbackInterval?: number;
  /** The highest number of calls that wait for a slot. Further calls are rejected with ERR_OVERFLOW. Default 1000. */
  maxQueueSize?: number;
  /**
   * How long a call waits for its batch to fill up while a slot is free for it, in addition to the turn of the event loop in
   * which it came. Default 0.
   */
  maxQueueDelay?: number;
  /**
   * The longest time from taking a slot to the result, for each execution; then the execution has failed with
   * InferTimeoutError, and `onFailure` decides. Its slot stays busy until the device is done. Default: without limit. (The
   * option `timeout` of a call counts from the call, and ends it for good.)
   */
  timeout?: number;
  /**
   * What becomes of a call whose input fails on the device, at submission, by `timeout` of the runner, or because it does not
   * fit the model: `'fail'` (the default) and `'drop'` reject that call alone with the error, and count it as failed or as
   * dropped; `{ retry, then }` executes the input again and afterwards does one of the two; a function decides for each
   * failure. The runner goes on in every case.
   */
  onFailure?: FailureAction | ((failure: InferFailure<T>) => FailureAction);
}
