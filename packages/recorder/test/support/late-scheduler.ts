import { VirtualTimeScheduler } from 'rxjs';
import type { Random } from './random.js';

/**
 * A virtual clock with the irregularities of a real one. Every action takes a fraction of a millisecond, and now and then
 * many milliseconds. So timers fire late, or up to a millisecond early, as those of Node do.
 */
export class LateScheduler extends VirtualTimeScheduler {
  readonly #random: Random;
  // The event loop is blocked for up to `ms`, before one of `once` actions.
  readonly #block: { readonly once: number; readonly ms: number };

  constructor(random: Random, block = { once: 20, ms: 12 }) {
    super();
    this.#random = random;
    this.#block = block;
    this.frame = 1000 + random.next();
  }

  override flush(): void {
    const random = this.#random;
    for (let action = this.actions.shift(); action; action = this.actions.shift()) {
      const blocked = random.once(this.#block.once) ? random.next() * this.#block.ms : 0;
      const early = random.once(4) ? random.next() : 0;
      this.frame = Math.max(this.frame + 0.001, action.delay - early) + blocked + random.next() * 0.05;
      const error = action.execute(action.state, action.delay);
      if (error) throw error;
    }
  }
}
