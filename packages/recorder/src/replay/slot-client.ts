// What waits in a pipeline, and when its timers fire in a test: as the input queue of core has it, in frames.
import type { RecordedPipeline } from '../recording/recorded-event.js';

/** When a pipeline has joined the queue for slots. */
export interface QueuePlace {
  readonly frame: number;
  /** Within a frame: 0 are the steps, 1 the timers, 2 the steps that wait for the timers, 3 is the device. */
  readonly phase: number;
  /** If a timer made the pipeline join: how many timers had fired before. */
  readonly firing: number | undefined;
  /** The pipeline may have had its turn: an input that it took did not fit the model. */
  isDoubtful: boolean;
}

/** The frame in which something is due, and how many timers were set before. Those of one frame fire in that order. */
export interface DueTimer {
  readonly due: number;
  readonly order: number;
}

/** A pipeline that may wait for slots. */
export class SlotClient {
  /** Inputs that were never executed, in the order of the source: the frames in which they came. */
  readonly fresh = new Map<number, number>();
  /** Inputs that are to be executed again, later. */
  readonly delayed = new Map<number, DueTimer>();
  /** Inputs that are executed again. */
  readonly retries = new Set<number>();
  /** Inputs whose results are held back. */
  readonly held = new Set<number>();
  /** How many slots it has. */
  running = 0;
  isSourceComplete = false;
  place: QueuePlace | undefined;
  /** The timers of `maxQueueDelay` and of `maxStaleness`. */
  batchTimer: DueTimer | undefined;
  staleTimer: DueTimer | undefined;
  readonly #setTimer: (due: number) => DueTimer;
  // The frame in which one of these two timers fired last.
  #fired = -1;

  /** @param setTimer numbers a timer */
  constructor(
    readonly pipeline: RecordedPipeline,
    setTimer: (due: number) => DueTimer,
  ) {
    this.#setTimer = setTimer;
  }

  /** Whether the pipeline would take a slot in a frame. */
  isReady(frame: number): boolean {
    const { maxInFlight, batchSize, batchDelay } = this.pipeline.settings;
    if (this.running >= maxInFlight) return false;
    if (this.retries.size > 0) return true;
    if (this.running + Math.floor(this.held.size / batchSize) >= maxInFlight) return false;
    if (this.fresh.size >= batchSize) return true;
    const oldest = this.#oldest;
    if (oldest === undefined) return false;
    return this.isSourceComplete || oldest + batchDelay <= Math.max(frame, this.#fired);
  }

  /** Whether the input has waited for so long that its timer drops it. */
  isStale(frame: number): boolean {
    const oldest = this.#oldest;
    return oldest !== undefined && oldest + this.pipeline.settings.maxStaleness <= frame;
  }

  arrive(index: number, frame: number): void {
    this.fresh.set(index, frame);
    this.setTimers(frame);
  }

  retry(index: number, frame: number, delay: number): void {
    if (delay === 0) this.retries.add(index);
    else this.delayed.set(index, this.#setTimer(frame + delay));
  }

  /** The input does not wait any more. */
  remove(index: number, frame: number): void {
    this.delayed.delete(index);
    this.retries.delete(index);
    if (this.fresh.delete(index)) this.setTimers(frame);
  }

  /** The first of the timers of this pipeline. */
  get next(): DueTimer | undefined {
    let next: DueTimer | undefined;
    for (const timer of [this.batchTimer, this.staleTimer, ...this.delayed.values()]) {
      if (timer && (!next || isSooner(timer, next))) next = timer;
    }
    return next;
  }

  /** A timer fires, by which the pipeline may have become ready: {@link setTimers} is to be called afterwards. */
  fire(timer: DueTimer): void {
    if (timer === this.batchTimer) this.batchTimer = undefined;
    else if (timer === this.staleTimer) this.staleTimer = undefined;
    else {
      for (const [index, each] of this.delayed) {
        if (each !== timer) continue;
        this.delayed.delete(index);
        this.retries.add(index);
      }
      return;
    }
    this.#fired = timer.due;
  }

  /** Sets the timers for the input that waits longest. A timer that is due sooner is left as it is. */
  setTimers(frame: number): void {
    const { maxStaleness, batchSize, batchDelay } = this.pipeline.settings;
    const oldest = this.#oldest;
    if (oldest === undefined) {
      [this.batchTimer, this.staleTimer] = [undefined, undefined];
      return;
    }
    const stale = oldest + maxStaleness;
    if (stale > frame || (stale === frame && this.#fired < frame))
      this.staleTimer = this.#sooner(this.staleTimer, stale);
    const due = oldest + batchDelay;
    if (batchSize > 1 && due > Math.max(frame, this.#fired))
      this.batchTimer = this.#sooner(this.batchTimer, due);
  }

  #sooner(timer: DueTimer | undefined, due: number): DueTimer | undefined {
    if (timer && timer.due <= due) return timer;
    return due < Number.POSITIVE_INFINITY ? this.#setTimer(due) : timer;
  }

  get #oldest(): number | undefined {
    const [oldest] = this.fresh.values();
    return oldest;
  }
}

/** Whether a timer fires before another one. */
export function isSooner(one: DueTimer, other: DueTimer): boolean {
  return one.due === other.due ? one.order < other.order : one.due < other.due;
}
