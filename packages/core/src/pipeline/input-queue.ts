// The inputs of one pipeline that have no slot, and the timers that watch over them.
import { type SchedulerLike, Subscription } from 'rxjs';
import type { InferSettings } from '../options/infer-settings.js';
import { Fifo } from '../util/fifo.js';
import { scheduleAfter } from '../util/schedule-at.js';
import { Timer } from '../util/timer.js';
import type { Input } from './input.js';
import { Staleness } from './staleness.js';

/** What an input queue tells its pipeline. */
export interface InputQueueListener<T> {
  /** Returns how many executions could begin now. */
  startable(): number;
  /** There may be something to execute now. */
  wake(): void;
  /** The inputs have become stale: see {@link Staleness}. They are not in the queue any more. */
  inputsStale(inputs: readonly Input<T>[]): void;
}

/** Inputs in the order in which they are to be executed. Retries come first, in the order of the source. */
export class InputQueue<T> {
  readonly #settings: InferSettings<T>;
  readonly #scheduler: SchedulerLike;
  readonly #listener: InputQueueListener<T>;
  readonly staleness: Staleness<T>;
  // Inputs that have never had a slot.
  readonly #fresh = new Fifo<Input<T>>();
  // Inputs that are executed again, by index. They are few, and mostly none.
  readonly #retries: Input<T>[] = [];
  // Inputs that wait for the moment at which they become retries.
  readonly #delayed = new Map<Input<T>, Subscription>();
  readonly #stalenessTimer: Timer;
  readonly #batchTimer: Timer;
  // When the batch timer fired last. It counts also if the clock has been set back meanwhile.
  #latestDue = 0;

  constructor(settings: InferSettings<T>, scheduler: SchedulerLike, listener: InputQueueListener<T>) {
    this.#settings = settings;
    this.#scheduler = scheduler;
    this.#listener = listener;
    this.staleness = new Staleness(settings);
    this.#stalenessTimer = new Timer(scheduler, (now) => this.#removeStale(now));
    this.#batchTimer = new Timer(scheduler, (now) => {
      this.#latestDue = now;
      listener.wake();
      this.#setBatchTimer();
    });
  }

  get size(): number {
    return this.#fresh.length + this.#retries.length;
  }

  /** How many of the inputs are retries. */
  get retries(): number {
    return this.#retries.length;
  }

  /** Whether an execution can begin that no further input would change: there is a retry, or a full batch. */
  get hasFullBatch(): boolean {
    return this.#retries.length > 0 || this.#fresh.length >= this.#settings.batchSize;
  }

  /** Whether an execution can begin: as {@link hasFullBatch}, or an input has waited for its batch long enough. */
  get isDue(): boolean {
    if (this.hasFullBatch) return true;
    return this.#fresh.length > 0 && this.#batchDue <= Math.max(this.#scheduler.now(), this.#latestDue);
  }

  /** Whether one more input may wait. Inputs of executions that could begin now do not count as waiting. */
  hasRoom(): boolean {
    const { maxQueueSize, batchSize } = this.#settings;
    if (maxQueueSize === Number.POSITIVE_INFINITY) return true;
    return this.#fresh.length - this.#listener.startable() * batchSize < maxQueueSize;
  }

  push(input: Input<T>): void {
    this.#fresh.push(input);
    this.#setTimers();
  }

  /** Adds an input that is to be executed again, after `delay` ms. It goes before all inputs that came after it. */
  pushRetry(input: Input<T>, delay: number): void {
    const enter = () => {
      let place = this.#retries.length;
      while (place > 0 && (this.#retries[place - 1] as Input<T>).index > input.index) place -= 1;
      this.#retries.splice(place, 0, input);
      this.#listener.wake();
    };
    if (delay === 0) {
      enter();
      return;
    }
    const waiting = new Subscription();
    this.#delayed.set(input, waiting);
    waiting.add(
      scheduleAfter(this.#scheduler, delay, () => {
        waiting.unsubscribe();
        this.#delayed.delete(input);
        enter();
      }),
    );
  }

  /** Removes the next input to be executed. */
  shift(): Input<T> | undefined {
    if (this.#retries.length > 0) return this.#retries.shift();
    return this.shiftOldest();
  }

  /** Puts an input back that `shift` has removed last: it does not fit into the execution that was to have it. */
  putBack(input: Input<T>): void {
    if (input.attempts > 0) {
      this.#retries.unshift(input);
      return;
    }
    this.#fresh.unshift(input);
    this.#setTimers();
  }

  /** Removes the input that has waited longest, of those that have never had a slot. */
  shiftOldest(): Input<T> | undefined {
    const input = this.#fresh.shift();
    this.#setTimers();
    return input;
  }

  /** Removes an input, if it is in the queue. */
  remove(input: Input<T>): void {
    this.#delayed.get(input)?.unsubscribe();
    this.#delayed.delete(input);
    const retry = this.#retries.indexOf(input);
    if (retry >= 0) this.#retries.splice(retry, 1);
    else if (this.#fresh.remove(input)) this.#setTimers();
  }

  clear(): void {
    this.#fresh.clear();
    this.#retries.length = 0;
    for (const scheduled of this.#delayed.values()) scheduled.unsubscribe();
    this.#delayed.clear();
    this.#stalenessTimer.clear();
    this.#batchTimer.clear();
  }

  #setTimers(): void {
    const { batchSize } = this.#settings;
    if (this.staleness.isLimited) {
      const oldest = this.#fresh.first;
      if (oldest) this.#stalenessTimer.set(this.staleness.deadline(oldest));
      else this.#stalenessTimer.clear();
    }
    if (batchSize > 1) this.#setBatchTimer();
  }

  get #batchDue(): number {
    const oldest = this.#fresh.first;
    return oldest ? oldest.submittedAt + this.#settings.batchDelay : Number.POSITIVE_INFINITY;
  }

  // The listener knows already of what is due.
  #setBatchTimer(): void {
    const due = this.#batchDue;
    if (due === Number.POSITIVE_INFINITY) this.#batchTimer.clear();
    else if (due > Math.max(this.#scheduler.now(), this.#latestDue)) this.#batchTimer.set(due);
  }

  #removeStale(now: number): void {
    // An input that waits only for its batch to fill up starts now and is not stale.
    this.#latestDue = now;
    this.#listener.wake();
    const stale: Input<T>[] = [];
    for (
      let next = this.#fresh.first;
      next && this.staleness.deadline(next) <= now;
      next = this.#fresh.first
    ) {
      stale.push(next);
      this.#fresh.shift();
    }
    this.#setTimers();
    if (stale.length > 0) this.#listener.inputsStale(stale);
  }
}
