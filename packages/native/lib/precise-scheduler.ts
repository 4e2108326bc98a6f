import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { platformTimers } from './platform-timers.js';

// In ms. Node fires at once when a delay is longer.
const longestTimer = 2 ** 31 - 1;

/** Work on the {@link preciseScheduler}. */
class TimerAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  #timer: ReturnType<typeof platformTimers.setTimeout> | undefined;

  constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
    super(() => platformTimers.clearTimeout(this.#timer));
    this.#work = work;
  }

  /** Runs the work after `delay` ms, in place of an earlier time that it was scheduled for. */
  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    platformTimers.clearTimeout(this.#timer);
    const step = Math.min(delay, longestTimer);
    this.#timer = platformTimers.setTimeout(() => {
      if (step < delay) this.schedule(state, delay - step);
      else this.#run(state);
    }, step);
    return this;
  }

  #run(state?: T): void {
    this.#timer = undefined;
    try {
      this.#work(state);
    } finally {
      if (this.#timer === undefined) this.unsubscribe();
    }
  }
}

/**
 * The timers of the platform with the clock `performance.now()`, both also where a test framework has put fake ones into
 * the globals. The clock of rxjs `asyncScheduler` has whole milliseconds, which are too coarse for the parts of an inference.
 */
export const preciseScheduler: SchedulerLike = {
  now: platformTimers.now,
  schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T) =>
    new TimerAction(work).schedule(state, delay),
};
