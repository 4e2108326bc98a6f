import type { SchedulerLike } from 'rxjs';
import { DueHeap, type DueItem } from '../util/due-heap.js';
import { Timer } from '../util/timer.js';
import type { CallWatch } from './call-watch.js';

/** The option `timeout` of calls: finds the calls whose time is over. */
export class CallDeadlines<T> {
  readonly #onLate: (watch: CallWatch<T>) => void;
  readonly #timer: Timer;
  readonly #watches = new DueHeap<CallWatch<T>>();

  /** @param onLate called for each call whose time is over; it is not watched any more */
  constructor(scheduler: SchedulerLike, onLate: (watch: CallWatch<T>) => void) {
    this.#onLate = onLate;
    this.#timer = new Timer(scheduler, (now) => this.#findLate(now));
  }

  add(watch: CallWatch<T>): void {
    this.#watches.add(watch);
    this.#timer.set(watch.dueAt);
  }

  remove(watch: DueItem): void {
    this.#watches.remove(watch);
    if (!this.#watches.first) this.#timer.clear();
  }

  #findLate(now: number): void {
    for (let watch = this.#watches.first; watch; watch = this.#watches.first) {
      if (watch.dueAt > now) {
        this.#timer.set(watch.dueAt);
        return;
      }
      this.#watches.remove(watch);
      this.#onLate(watch);
    }
  }
}
