// The inputs of one pipeline that have no slot, and the timers that watch over them.
import { type SchedulerLike, Subscription } from 'rxjs';
import { Alarm } from './alarm.js';
import { Fifo } from './fifo.js';
import type { InferSettings } from './infer-settings.js';
import type { Input } from './input.js';

/** What a waiting room tells its pipeline. */
export interface WaitingRoomEvents<T> {
  /** There is something to execute by now. */
  due(): void;
  /** These have waited for too long, and are not in the room any more. */
  stale(inputs: readonly Input<T>[]): void;
}

/** Inputs in the order in which they are to be executed: those that are executed once more come first. */
export class WaitingRoom<T> {
  readonly #settings: InferSettings<T>;
  readonly #scheduler: SchedulerLike;
  readonly #events: WaitingRoomEvents<T>;
  readonly #fresh = new Fifo<Input<T>>();
  // By index. Few, and mostly none.
  readonly #again: Input<T>[] = [];
  readonly #delayed = new Subscription();
  readonly #staleness: Alarm;
  readonly #batching: Alarm;

  constructor(settings: InferSettings<T>, scheduler: SchedulerLike, events: WaitingRoomEvents<T>) {
    this.#settings = settings;
    this.#scheduler = scheduler;
    this.#events = events;
    this.#staleness = new Alarm(scheduler, () => this.#leaveStale());
    this.#batching = new Alarm(scheduler, () => {
      events.due();
      this.#watchBatch();
    });
  }

  get size(): number {
    return this.#fresh.length + this.#again.length;
  }

  /** Inputs that have had a slot before. */
  get againSize(): number {
    return this.#again.length;
  }

  /** There is enough for an execution: a full batch, or one that need not wait to be filled up. */
  get isDue(): boolean {
    const { batchSize } = this.#settings;
    if (this.#again.length > 0 || this.#fresh.length >= batchSize) return true;
    return this.#fresh.length > 0 && this.#batchDue <= this.#scheduler.now();
  }

  /**
   * Another input may wait.
   *
   * @param startable how many executions could begin now: what these take needs no room
   */
  hasRoom(startable: () => number): boolean {
    const { maxQueueSize, batchSize } = this.#settings;
    if (maxQueueSize === Number.POSITIVE_INFINITY) return true;
    return this.#fresh.length - startable() * batchSize < maxQueueSize;
  }

  push(input: Input<T>): void {
    this.#fresh.push(input);
    this.#watch();
  }

  /** For one that is executed once more, after `delay` ms: it goes before all that came after it. */
  pushAgain(input: Input<T>, delay: number): void {
    const enter = () => {
      let place = this.#again.length;
      while (place > 0 && (this.#again[place - 1] as Input<T>).index > input.index) place -= 1;
      this.#again.splice(place, 0, input);
      this.#events.due();
    };
    if (delay === 0) {
      enter();
      return;
    }
    const timer = this.#scheduler.schedule(() => {
      this.#delayed.remove(timer);
      enter();
    }, delay);
    this.#delayed.add(timer);
  }

  /** The next to be executed. */
  shift(): Input<T> | undefined {
    if (this.#again.length > 0) return this.#again.shift();
    return this.shiftOldest();
  }

  /** The one that has waited longest, of those that have never had a slot. */
  shiftOldest(): Input<T> | undefined {
    const input = this.#fresh.shift();
    this.#watch();
    return input;
  }

  clear(): void {
    this.#fresh.clear();
    this.#again.length = 0;
    this.#delayed.unsubscribe();
    this.#staleness.clear();
    this.#batching.clear();
  }

  #watch(): void {
    const { maxStaleness, batchSize } = this.#settings;
    if (maxStaleness !== Number.POSITIVE_INFINITY) {
      const oldest = this.#fresh.first;
      if (oldest) this.#staleness.set(this.#staleAt(oldest));
      else this.#staleness.clear();
    }
    if (batchSize > 1) this.#watchBatch();
  }

  // The moment for which its alarm is set: reckoned otherwise, rounding may have it ring before for ever.
  #staleAt({ submittedAt }: Input<T>): number {
    return submittedAt + this.#settings.maxStaleness;
  }

  get #batchDue(): number {
    const oldest = this.#fresh.first;
    return oldest ? oldest.submittedAt + this.#settings.batchDelay : Number.POSITIVE_INFINITY;
  }

  // What is due already has been told.
  #watchBatch(): void {
    const due = this.#batchDue;
    if (due === Number.POSITIVE_INFINITY) this.#batching.clear();
    else if (due > this.#scheduler.now()) this.#batching.set(due);
  }

  #leaveStale(): void {
    // What waits only for its batch starts instead.
    this.#events.due();
    const now = this.#scheduler.now();
    const stale: Input<T>[] = [];
    for (let next = this.#fresh.first; next && this.#staleAt(next) <= now; next = this.#fresh.first) {
      stale.push(next);
      this.#fresh.shift();
    }
    this.#watch();
    if (stale.length > 0) this.#events.stale(stale);
  }
}
