import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

/** The longest delay of a platform's timer, in ms. Node and browsers fire at once when a delay is longer. */
const longestTimer = 2 ** 31 - 1;

/** A moment further away than this, in ms (300 years), never comes: nothing is scheduled for it. */
const endless = 1e13;

/**
 * A platform's timer may fire so much too early by a clock with fractions of a ms, because it rounds twice. In ms. Each further
 * timer reaches the next whole ms at least, so that this number of them is enough.
 */
const rounding = 2;

/**
 * Runs `work` once at the moment `at` (ms on the scheduler), or as soon as possible if that has passed. Every delay of the
 * engine goes through this function: it waits for long delays in several steps, and never runs `work` early by the clock.
 *
 * A clock that has been set back by more than a few ms does not put `work` off: then the timer counts. The same goes for a
 * clock that stands still while a test moves the timers.
 *
 * @return unsubscribing cancels the work
 */
export function scheduleAt(scheduler: SchedulerLike, at: number, work: () => void): Subscription {
  let left = at - scheduler.now();
  if (left > endless) return Subscription.EMPTY;
  left = Math.max(0, left);
  let checks = 0;
  const wait = (): number => {
    const step = Math.min(left, longestTimer);
    left -= step;
    return step;
  };
  return scheduler.schedule(function (this: SchedulerAction<unknown>) {
    if (left === 0 && checks <= rounding) {
      checks += 1;
      const early = at - scheduler.now();
      if (early > 0 && early < rounding) left = early;
    }
    if (left > 0) this.schedule(undefined, wait());
    else work();
  }, wait());
}

/** Runs `work` once, `delay` ms from now: see {@link scheduleAt}. */
export function scheduleAfter(scheduler: SchedulerLike, delay: number, work: () => void): Subscription {
  return scheduleAt(scheduler, scheduler.now() + delay, work);
}
