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
  const total = now - submittedAt;
  if (!moments) {
    const queue = startedAt - submittedAt;
    return { queue, copyIn: 0, compute: now - startedAt, copyOut: 0, callbackWait: 0, total };
  }
  // A device's clock may be off by the time of a few calls: no part may be negative for that.
  const began = between(submittedAt, moments[at] as number, now);
  const copiedIn = between(began, moments[at + 1] as number, now);
  const computed = between(copiedIn, moments[at + 2] as number, now);
  const copiedOut = between(computed, moments[at + 3] as number, now);
  return {
    queue: began - submittedAt,
    copyIn: copiedIn - began,
    compute: computed - copiedIn,
    copyOut: copiedOut - computed,
    callbackWait: now - copiedOut,
    total,
  };
}

function between(earliest: number, moment: number, latest: number): number {
  return Math.min(Math.max(moment, earliest), latest);
}
