import type { InferTiming } from './infer-result.js';

/**
 * Splits the time of an input into its parts. All moments are in ms on the device's scheduler.
 *
 * @param submittedAt when the input came
 * @param startedAt when the input took its slot
 * @param now when its group was reported
 * @param moments the moments that the session reported of the group, if it knows them: see `SessionObserver.report`
 * @param at the index in `moments` of the first of the execution's four
 */
export function timingOf(
  submittedAt: number,
  startedAt: number,
  now: number,
  moments: ArrayLike<number> | undefined,
  at: number,
): InferTiming {
  // A clock that is set back in the meantime does not make a time negative.
  const started = Math.max(submittedAt, startedAt);
  const reported = Math.max(started, now);
  const total = reported - submittedAt;
  if (!moments) {
    const queue = started - submittedAt;
    return { queue, prepare: 0, copyIn: 0, compute: reported - started, copyOut: 0, callbackWait: 0, total };
  }
  // The device's clock may be off by the time of a few calls. No part may become negative by that.
  const began = between(submittedAt, moments[at] as number, reported);
  const copiedIn = between(began, moments[at + 1] as number, reported);
  const computed = between(copiedIn, moments[at + 2] as number, reported);
  const copiedOut = between(computed, moments[at + 3] as number, reported);
  return {
    queue: began - submittedAt,
    prepare: 0,
    copyIn: copiedIn - began,
    compute: computed - copiedIn,
    copyOut: copiedOut - computed,
    callbackWait: reported - copiedOut,
    total,
  };
}

/**
 * Splits the time of an input that was prepared: see {@link timingOf}.
 *
 * @param preparedIn how long preparing took, until `readyAt`
 */
export function preparedTiming(
  submittedAt: number,
  preparedIn: number,
  readyAt: number,
  startedAt: number,
  now: number,
  moments: ArrayLike<number> | undefined,
  at: number,
): InferTiming {
  // The device cannot have begun before the input was ready.
  const rest = timingOf(readyAt, Math.max(readyAt, startedAt), now, moments, at);
  const before = readyAt - submittedAt;
  return {
    ...rest,
    queue: rest.queue + (before - preparedIn),
    prepare: preparedIn,
    total: rest.total + before,
  };
}

function between(earliest: number, moment: number, latest: number): number {
  if (moment < earliest) return earliest;
  return Math.min(moment, latest);
}
