import type { InferTiming } from './infer-result.js';

/**
 * Splits the time of an input.
 *
 * @param submittedAt when it came
 * @param startedAt when it took its slot
 * @param now when its group was reported
 * @param moments what the session reported of the group, if it knows; see `SessionObserver.report`
 * @param at where the execution's four stand in there
 */
export function timingOf(
  submittedAt: number,
  startedAt: number,
  now: number,
  moments: ArrayLike<number> | undefined,
  at: number,
): InferTiming {
  const began = moments?.[at] ?? startedAt;
  const copiedIn = moments?.[at + 1] ?? startedAt;
  const computed = moments?.[at + 2] ?? now;
  const copiedOut = moments?.[at + 3] ?? now;
  return {
    queue: began - submittedAt,
    copyIn: copiedIn - began,
    compute: computed - copiedIn,
    copyOut: copiedOut - computed,
    callbackWait: now - copiedOut,
    total: now - submittedAt,
  };
}
