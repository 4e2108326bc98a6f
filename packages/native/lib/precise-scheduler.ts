import { asyncScheduler, type SchedulerLike } from 'rxjs';

/**
 * The timers of rxjs `asyncScheduler` with the clock `performance.now()`. The clock of `asyncScheduler` has whole
 * milliseconds, which are too coarse for the parts of an inference.
 */
export const preciseScheduler: SchedulerLike = {
  now: () => performance.now(),
  schedule: asyncScheduler.schedule.bind(asyncScheduler),
};
