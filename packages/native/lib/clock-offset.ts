import type { SchedulerLike } from 'rxjs';
import { addon } from './addon.js';
import { platformTimers } from './platform-timers.js';

const tries = 5;

/**
 * What to add to native timestamps (CLOCK_MONOTONIC, in ms) for the clock of a scheduler. The error is at most the time of
 * a few calls. Undefined if that clock is not `performance.now()`, which is CLOCK_MONOTONIC with another origin in each
 * worker: other clocks drift away from it.
 */
export function clockOffset(scheduler: SchedulerLike): number | undefined {
  const { steadyNow } = addon();
  let best: number | undefined;
  let narrowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i += 1) {
    const before = platformTimers.now();
    const now = scheduler.now();
    const native = steadyNow();
    const after = platformTimers.now();
    if (now < before || now > after) return undefined;
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    best = now - native;
  }
  return best;
}
