import type { SchedulerLike } from 'rxjs';
import { Fifo } from '../../util/fifo.js';
import { scheduleAfter } from '../../util/schedule-at.js';

/** Delivers reports in order, each after a delay. Reports behind a delayed one wait for it. */
export class ReportQueue {
  readonly #scheduler: SchedulerLike;
  readonly #reports = new Fifo<{ deliver: () => void; delay: number }>();
  #delivering = false;
  // Increases with every clear(): a scheduled report of an earlier generation is not delivered.
  #generation = 0;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /**
   * Adds a report. Without a delay, and with no report before it, the report is delivered inside this call.
   *
   * @param delay in ms
   */
  push(deliver: () => void, delay: number): void {
    this.#reports.push({ deliver, delay });
    if (!this.#delivering) this.#deliverNext();
  }

  /** Discards all reports. */
  clear(): void {
    this.#generation += 1;
    this.#reports.clear();
    this.#delivering = false;
  }

  #deliverNext(): void {
    const generation = this.#generation;
    this.#delivering = true;
    for (let next = this.#reports.shift(); next; next = this.#reports.shift()) {
      const { deliver, delay } = next;
      if (delay > 0) {
        scheduleAfter(this.#scheduler, delay, () => {
          if (generation !== this.#generation) return;
          deliver();
          if (generation === this.#generation) this.#deliverNext();
        });
        return;
      }
      deliver();
      if (generation !== this.#generation) return;
    }
    this.#delivering = false;
  }
}
