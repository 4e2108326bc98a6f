import type { SchedulerLike } from 'rxjs';
import { Fifo } from '../fifo.js';

/** Hands reports on in order; those behind one that is late wait for it. */
export class LateReports {
  readonly #scheduler: SchedulerLike;
  readonly #held = new Fifo<{ deliver: () => void; delay: number }>();
  #holding = false;
  // Grows when all is cleared: what is held belongs to an earlier life then.
  #life = 0;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** @param delay ms by which it is late */
  push(deliver: () => void, delay: number): void {
    this.#held.push({ deliver, delay });
    if (!this.#holding) this.#release();
  }

  clear(): void {
    this.#life += 1;
    this.#held.clear();
    this.#holding = false;
  }

  #release(): void {
    const life = this.#life;
    this.#holding = true;
    for (let next = this.#held.shift(); next; next = this.#held.shift()) {
      const { deliver, delay } = next;
      if (delay > 0) {
        this.#scheduler.schedule(() => {
          if (life !== this.#life) return;
          deliver();
          if (life === this.#life) this.#release();
        }, delay);
        return;
      }
      deliver();
      if (life !== this.#life) return;
    }
    this.#holding = false;
  }
}
