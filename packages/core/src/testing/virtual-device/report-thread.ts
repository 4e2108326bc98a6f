import type { SchedulerLike } from 'rxjs';
import { scheduleAfter } from '../../util/schedule-at.js';

/** Simulates the report thread of one device: runs the callbacks of all its execution streams, one at a time, in order. */
export class ReportThread {
  readonly #scheduler: SchedulerLike;
  readonly #callbackTime: number;
  readonly #queue: (() => void)[] = [];
  #busy = false;
  // Increases with every clear(): a scheduled callback of an earlier generation does not run.
  #generation = 0;

  /** @param callbackTime how long each callback takes, in ms */
  constructor(scheduler: SchedulerLike, callbackTime: number) {
    this.#scheduler = scheduler;
    this.#callbackTime = callbackTime;
  }

  /** Runs the callback after those before it, and after `callbackTime`; never inside this call. */
  run(callback: () => void): void {
    this.#queue.push(callback);
    if (!this.#busy) this.#next();
  }

  /** Discards all callbacks that have not run. */
  clear(): void {
    this.#generation += 1;
    this.#queue.length = 0;
    this.#busy = false;
  }

  #next(): void {
    const callback = this.#queue.shift();
    this.#busy = callback !== undefined;
    if (!callback) return;
    const generation = this.#generation;
    scheduleAfter(this.#scheduler, this.#callbackTime, () => {
      if (generation !== this.#generation) return;
      callback();
      if (generation === this.#generation) this.#next();
    });
  }
}
