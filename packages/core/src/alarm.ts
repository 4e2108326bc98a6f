import type { SchedulerLike, Subscription } from 'rxjs';

/**
 * One timer at a time, for the earliest of many moments. Set on demand and with relative delays, so that it neither
 * keeps a process alive nor a TestScheduler busy when there is nothing to wait for.
 */
export class Alarm {
  readonly #scheduler: SchedulerLike;
  readonly #ring: () => void;
  #timer: Subscription | undefined;
  #at = Number.POSITIVE_INFINITY;

  /** @param ring called when the time has come; it may be set again in there */
  constructor(scheduler: SchedulerLike, ring: () => void) {
    this.#scheduler = scheduler;
    this.#ring = ring;
  }

  /** Rings at `at` (ms on the scheduler), unless it is set to ring earlier. `Infinity`: never. */
  set(at: number): void {
    if (at >= this.#at) return;
    this.#timer?.unsubscribe();
    this.#at = at;
    this.#timer = this.#scheduler.schedule(
      () => {
        this.#at = Number.POSITIVE_INFINITY;
        this.#timer = undefined;
        this.#ring();
      },
      Math.max(0, at - this.#scheduler.now()),
    );
  }

  clear(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }
}
