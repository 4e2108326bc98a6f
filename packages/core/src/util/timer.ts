import type { SchedulerLike, Subscription } from 'rxjs';
import { scheduleAt } from './schedule-at.js';

/**
 * One timer for the earliest of many moments. The timer is scheduled on demand and with a relative delay, so that it
 * keeps neither a process alive nor a TestScheduler busy when there is nothing to wait for.
 */
export class Timer {
  readonly #scheduler: SchedulerLike;
  readonly #onDue: (now: number) => void;
  #scheduled: Subscription | undefined;
  #dueAt = Number.POSITIVE_INFINITY;

  /**
   * @param onDue called when the moment has come; it may set the timer again. `now`: the time in ms, at least that moment,
   *   also if the clock has been set back meanwhile
   */
  constructor(scheduler: SchedulerLike, onDue: (now: number) => void) {
    this.#scheduler = scheduler;
    this.#onDue = onDue;
  }

  /** Sets the timer to `at` (ms on the scheduler), unless it is set to an earlier moment. `Infinity`: no effect. */
  set(at: number): void {
    if (at >= this.#dueAt) return;
    this.#scheduled?.unsubscribe();
    this.#dueAt = at;
    let hasFired = false;
    const scheduled = scheduleAt(this.#scheduler, at, () => {
      hasFired = true;
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#scheduled = undefined;
      this.#onDue(Math.max(this.#scheduler.now(), at));
    });
    // A scheduler may run the work inside of the call: then the timer is not set any more, or has been set again.
    if (!hasFired) this.#scheduled = scheduled;
  }

  clear(): void {
    this.#scheduled?.unsubscribe();
    this.#scheduled = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
  }
}
