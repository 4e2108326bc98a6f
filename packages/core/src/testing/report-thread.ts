import type { SchedulerLike } from 'rxjs';

/** Runs the callbacks of all execution streams of a device, one at a time, in the order they are reached. */
export class ReportThread {
  readonly #scheduler: SchedulerLike;
  readonly #callbackTime: number;
  readonly #queue: (() => void)[] = [];
  #busy = false;
  #life = 0;

  /** @param callbackTime how long each callback takes, in ms */
  constructor(scheduler: SchedulerLike, callbackTime: number) {
    this.#scheduler = scheduler;
    this.#callbackTime = callbackTime;
  }

  /** Has the callback run when its turn has come, and `callbackTime` has passed; never inside this call. */
  run(callback: () => void): void {
    this.#queue.push(callback);
    if (!this.#busy) this.#next();
  }

  /** Forgets all callbacks: nothing of what was going on will go on. */
  clear(): void {
    this.#life += 1;
    this.#queue.length = 0;
    this.#busy = false;
  }

  #next(): void {
    const callback = this.#queue.shift();
    this.#busy = callback !== undefined;
    if (!callback) return;
    const life = this.#life;
    this.#scheduler.schedule(() => {
      if (life !== this.#life) return;
      callback();
      if (life === this.#life) this.#next();
    }, this.#callbackTime);
  }
}
