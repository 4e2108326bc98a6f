import { asapScheduler, type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { reportUnhandledError } from './report-unhandled-error.js';

/**
 * Returns a scheduler with the time of another one, on which the engine can rely in two ways:
 *
 * - Work never runs inside of the call of `schedule`. Where the other scheduler runs it there, as `queueScheduler` does
 *   outside of its own work, the work runs on `asapScheduler` instead: after the current task of the event loop, or in the
 *   current frame of `TestScheduler.run`.
 * - What work throws is reported as an unhandled error. Schedulers of rxjs drop other actions when one throws, and a
 *   TestScheduler drops all of them.
 */
export function guardedScheduler(scheduler: SchedulerLike): SchedulerLike {
  return {
    now: () => scheduler.now(),
    schedule<T>(
      work: (this: SchedulerAction<T>, state?: T) => void,
      delay?: number,
      state?: T,
    ): Subscription {
      let isInside = true;
      let deferred: Subscription | undefined;
      const scheduled = scheduler.schedule<T>(
        function (this: SchedulerAction<T>, given?: T) {
          const run = () => {
            try {
              work.call(this, given);
            } catch (error) {
              reportUnhandledError(error);
            }
          };
          if (isInside) deferred = asapScheduler.schedule(run);
          else run();
        },
        delay,
        state as T,
      );
      isInside = false;
      if (!deferred) return scheduled;
      const both = new Subscription();
      both.add(scheduled);
      both.add(deferred);
      return both;
    },
  };
}
