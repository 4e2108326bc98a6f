import type { SchedulerLike } from 'rxjs';
import { Alarm } from './alarm.js';
import type { Execution } from './execution.js';
import { Fifo } from './fifo.js';

/** Watches executions that may all take the same time. */
export class Deadlines<T> {
  readonly #timeout: number;
  readonly #scheduler: SchedulerLike;
  readonly #late: (execution: Execution<T>) => void;
  readonly #alarm: Alarm;
  // In the order in which they began, and so in that of their deadlines.
  readonly #running = new Fifo<Execution<T>>();

  /**
   * @param timeout ms from an execution's start
   * @param late called for each whose time is over while one of its inputs still waits for it
   */
  constructor(timeout: number, scheduler: SchedulerLike, late: (execution: Execution<T>) => void) {
    this.#timeout = timeout;
    this.#scheduler = scheduler;
    this.#late = late;
    this.#alarm = new Alarm(scheduler, () => this.#ring());
  }

  started(execution: Execution<T>): void {
    this.#running.push(execution);
    this.#alarm.set(execution.startedAt + this.#timeout);
  }

  /** Some have ended. */
  ended(): void {
    while (this.#running.first?.isIdle) this.#running.shift();
    if (this.#running.length === 0) this.#alarm.clear();
  }

  clear(): void {
    this.#running.clear();
    this.#alarm.clear();
  }

  #ring(): void {
    const now = this.#scheduler.now();
    for (let next = this.#running.first; next; next = this.#running.first) {
      if (!next.isIdle && next.startedAt + this.#timeout > now) {
        this.#alarm.set(next.startedAt + this.#timeout);
        return;
      }
      this.#running.shift();
      if (!next.isIdle) this.#late(next);
    }
  }
}
