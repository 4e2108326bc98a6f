import type { SchedulerLike, Subscription } from 'rxjs';

/**
 * One timer for the earliest of many moments. The timer is scheduled on demand and with a relative delay, so that it
 * keeps neither a process alive nor a TestScheduler busy when there is nothing to wait for.
 */
export class Timer {
  readonly #scheduler: SchedulerLike;
  readonly #onDue: () => void;
  #scheduled: Subscription | undefined;
  #dueAt = Number.POSITIVE_INFINITY;

  /** @param onDue called when the moment has come; it may set the timer again */
  constructor(scheduler: SchedulerLike, onDue: () => void) {
    this.#scheduler = scheduler;
    this.#onDue = onDue;
  }

  /** Sets the timer to `at` (ms on the scheduler), unless it is set to an earlier moment. `Infinity`: no effect. */
  set(at: number): void {
    if (at >= this.#dueAt) return;
    this.#scheduled?.unsubscribe();
    this.#dueAt = at;
    this.#scheduled = this.#scheduler.schedule(
      () => {
        this.#dueAt = Number.POSITIVE_INFINITY;
        this.#scheduled = undefined;
        this.#onDue();
      },
      Math.max(0, at - this.#scheduler.now()),
    );
  }

  clear(): void {
    this.#scheduled?.unsubscribe();
    this.#scheduled = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
  }
}
