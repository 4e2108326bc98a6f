import { asyncScheduler, type SchedulerLike } from 'rxjs';

/**
 * The timers of rxjs `asyncScheduler` with a clock that has more than whole milliseconds, which are too coarse for the
 * parts of an inference: `performance.now()`.
 */
export const preciseScheduler: SchedulerLike = {
  now: () => performance.now(),
  schedule: asyncScheduler.schedule.bind(asyncScheduler),
};
