// The option `onFailure`: what becomes of an input that has failed.
import type { AclError } from '../errors/acl-error.js';
import type { AscendRxError } from '../errors/ascend-rx-error.js';
import { expected } from '../util/expected.js';

/** What `onFailure` may answer: end the pipeline, drop the input, or execute it again up to `count` times. */
export type FailureAction =
  | 'fail'
  | 'drop'
  | {
      readonly retry: {
        /** The number of executions after the first one, ≥ 0. */
        readonly count: number;
        /** Milliseconds before each of them. Default 0. */
        readonly delay?: number;
      };
      /** What happens when they have failed, too. Default `'fail'`. */
      readonly then?: 'fail' | 'drop';
    };

/** The failure of one input. */
export interface InferFailure<T> {
  /**
   * An {@link AclError} of the device or of the submission; an `InferTimeoutError`; ERR_CALLBACK_LOST; or, for an input
   * that does not fit the model, ERR_INPUT or what the `inputs` function threw; or what `prepare` threw, or its rejection.
   */
  readonly error: AclError | AscendRxError | Error;
  /** The value that the source emitted. */
  readonly source: T;
  /** The position of the value in the source, from 0. */
  readonly index: number;
  /** How often the input has been executed: 0 if it does not fit the model, could not be prepared, or timed out before that. */
  readonly attempts: number;
}

/** The decision for one failure: `'fail'`, `'drop'`, or the number of ms to wait before the input is executed again. */
export type FailureDecision = 'fail' | 'drop' | number;

/** Throws unless `action` is a {@link FailureAction}: for the option, and for what a user's function returns. */
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
 * Decides what becomes of an input that has failed. An input that was not executed is not executed again.
 *
 * @param mayRetry whether it can be executed at all
 * @throws what a user's function throws; TypeError or RangeError if the function does not return a FailureAction
 */
export function decideFailure<T>(
  onFailure: FailureAction | ((failure: InferFailure<T>) => FailureAction),
  failure: InferFailure<T>,
  mayRetry = true,
): FailureDecision {
  let action = onFailure;
  if (typeof action === 'function') {
    action = action(failure);
    assertFailureAction(action);
  }
  if (typeof action === 'string') return action;
  const { retry, then = 'fail' } = action;
  const { attempts } = failure;
  return mayRetry && attempts > 0 && attempts <= retry.count ? (retry.delay ?? 0) : then;
}
