// What becomes of an input that has failed.
import type { AclError } from './errors/acl-error.js';
import type { AscendRxError } from './errors/ascend-rx-error.js';
import { expected } from './validate.js';

/** What `onFailure` may say: end the pipeline, leave the input out, or execute it again up to `count` times. */
export type FailureAction =
  | 'fail'
  | 'drop'
  | {
      readonly retry: {
        /** Executions after the first one. At least 0. */
        readonly count: number;
        /** Milliseconds before each of them. Default 0. */
        readonly delay?: number;
      };
      /** When they have failed, too. Default `'fail'`. */
      readonly then?: 'fail' | 'drop';
    };

/** The failure of one input. */
export interface InferFailure<T> {
  /**
   * An {@link AclError} of the device or of the submission; an `InferTimeoutError`; ERR_CALLBACK_LOST; or what made
   * it unfit for the device: ERR_INPUT, or what the `inputs` function threw.
   */
  readonly error: AclError | AscendRxError | Error;
  /** What the source emitted. */
  readonly source: T;
  /** Its position in the source, from 0. */
  readonly index: number;
  /** How often it has been executed: 0 if it does not fit. */
  readonly attempts: number;
}

/** A decision for one failure: to wait so many ms and execute it again, or one of the two ends. */
export type Decision = 'fail' | 'drop' | number;

/** Checks an action; in a function's return value, too. */
export function assertFailureAction(action: unknown): asserts action is FailureAction {
  if (action === 'fail' || action === 'drop') return;
  if (typeof action !== 'object' || action === null || !('retry' in action)) {
    const what = "'fail', 'drop' or { retry: { count, delay }, then: 'fail' | 'drop' }";
    throw new TypeError(expected(what, 'onFailure', action));
  }
  const { retry, then = 'fail' } = action as { retry: unknown; then?: unknown };
  if (typeof retry !== 'object' || retry === null) {
    throw new TypeError(expected('{ count, delay }', 'onFailure.retry', retry));
  }
  const { count, delay = 0 } = retry as { count?: unknown; delay?: unknown };
  if (!(Number.isInteger(count) || count === Number.POSITIVE_INFINITY) || (count as number) < 0) {
    throw new RangeError(expected('an integer ≥ 0', 'onFailure.retry.count', count));
  }
  if (!(typeof delay === 'number' && delay >= 0 && delay < Number.POSITIVE_INFINITY)) {
    throw new RangeError(expected('a number of milliseconds ≥ 0', 'onFailure.retry.delay', delay));
  }
  if (then !== 'fail' && then !== 'drop') {
    throw new TypeError(expected("'fail' or 'drop'", 'onFailure.then', then));
  }
}

/**
 * What becomes of an input that has failed: one that does not fit is not tried again.
 *
 * @throws what a user's function throws, and TypeError or RangeError for what it should not have returned
 */
export function decide<T>(
  onFailure: FailureAction | ((failure: InferFailure<T>) => FailureAction),
  failure: InferFailure<T>,
): Decision {
  let action = onFailure;
  if (typeof action === 'function') {
    action = action(failure);
    assertFailureAction(action);
  }
  if (typeof action === 'string') return action;
  const { retry, then = 'fail' } = action;
  const { attempts } = failure;
  return attempts > 0 && attempts <= retry.count ? (retry.delay ?? 0) : then;
}
