import { setMaxListeners } from 'node:events';
import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import type { Frame } from '../frames/frame.js';

/** What the work on a value gets beside it. */
export interface HeldContext {
  /** The position of the value in the source, from 0. */
  readonly index: number;
  /** Aborted when the result is not wanted any more. */
  readonly signal: AbortSignal;
}

/** What is done with the values of one subscription. */
export interface HeldWork<T, R> {
  /** What it throws ends the Observable, after the results before it. */
  run(value: T, context: HeldContext): R | PromiseLike<R>;
  /** After the last result, unless something has failed before. */
  end?(): Promise<void>;
  /** The subscription ends before `end` was called or has resolved: nobody wants the rest. */
  stop?(): void;
}

/** Options of {@link whileHeld}. */
export interface HeldOptions<T> {
  /** The frame of a value, if it has one. */
  readonly frame: (value: T) => Frame | undefined;
  /** So many calls of `run` are under way at once: 1 or more, or Infinity. */
  readonly concurrent: number;
  /** Whether `run` may read the frame: after an unsubscription its frame is held until it has settled then. Default true. */
  readonly isFrameRead?: boolean;
}

/**
 * Works on values, and emits what comes of each in the order of the values. The end of the source, an error too, comes after the last
 * result.
 *
 * The frame of a value is held from when the value comes until its result has been emitted, or is not wanted any more. A frame that is a
 * value itself is taken over; that of another value is retained. So a source whose frames are all held waits.
 *
 * @param open is called at each subscription
 */
export function whileHeld<T, R>(open: () => HeldWork<T, R>, options: HeldOptions<T>): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const queue = new HeldQueue(open(), options, subscriber);
      // Before the source can emit: what it emits while it is subscribed to may end the pipeline.
      subscriber.add(() => queue.close());
      subscriber.add(
        source.subscribe({
          next: (value) => queue.add(value),
          error: (error) => queue.end(() => subscriber.error(error)),
          complete: () => queue.end(),
        }),
      );
    });
}

interface Held<T, R> {
  readonly value: T;
  readonly frame: Frame | undefined;
  readonly index: number;
  isRunning: boolean;
  /** What has come of it. */
  outcome?: { readonly result: R } | { readonly error: unknown };
}

/** Values whose results have not been emitted, in their order. */
class HeldQueue<T, R> {
  readonly #held: Held<T, R>[] = [];
  readonly #gone = new AbortController();
  #running = 0;
  #count = 0;
  /** Tells the error of the source. */
  #fail: (() => void) | undefined;
  #isSourceEnded = false;
  #isEnding = false;
  #isEnded = false;

  constructor(
    private readonly work: HeldWork<T, R>,
    private readonly options: HeldOptions<T>,
    private readonly subscriber: Subscriber<R>,
  ) {
    // One for each value that is worked on: Node would take more than ten for a leak.
    setMaxListeners(0, this.#gone.signal);
  }

  add(value: T): void {
    try {
      const frame = this.options.frame(value);
      const isOwn = (frame as unknown) === value;
      // A source that emits while it is subscribed to cannot be stopped.
      if (this.#gone.signal.aborted) {
        if (isOwn) frame?.release();
        return;
      }
      const held = isOwn ? frame : frame?.retain();
      this.#held.push({ value, frame: held, index: this.#count, isRunning: false });
      this.#count += 1;
    } catch (error) {
      this.subscriber.error(error);
      return;
    }
    this.#start();
  }

  /** The source has ended. Without `fail` it is complete. */
  end(fail?: () => void): void {
    this.#fail = fail;
    this.#isSourceEnded = true;
    this.#emit();
  }

  /** Nothing is wanted any more. */
  close(): void {
    this.#gone.abort();
    const { isFrameRead = true } = this.options;
    for (const { frame, isRunning } of this.#held.splice(0)) {
      if (!(isRunning && isFrameRead)) this.#release(frame);
    }
    if (!this.#isEnded) this.work.stop?.();
  }

  #start(): void {
    if (this.#running >= this.options.concurrent || this.#gone.signal.aborted) return;
    const next = this.#held.find(({ isRunning, outcome }) => !isRunning && outcome === undefined);
    if (next === undefined) return;
    next.isRunning = true;
    this.#running += 1;
    void this.#run(next);
  }

  async #run(held: Held<T, R>): Promise<void> {
    const { value, index, frame } = held;
    try {
      held.outcome = { result: await this.work.run(value, { index, signal: this.#gone.signal }) };
    } catch (error) {
      held.outcome = { error };
    }
    held.isRunning = false;
    this.#running -= 1;
    if (this.#gone.signal.aborted) {
      if (this.options.isFrameRead ?? true) this.#release(frame);
      return;
    }
    // First, as a handler may not want the rest.
    this.#emit();
    this.#start();
  }

  #emit(): void {
    for (let [first] = this.#held; first?.outcome !== undefined; [first] = this.#held) {
      // It is not among those that the end of the subscription gives back: its handler still has the frame.
      this.#held.shift();
      if ('error' in first.outcome) this.subscriber.error(first.outcome.error);
      else this.subscriber.next(first.outcome.result);
      this.#release(first.frame);
    }
    if (!this.#isSourceEnded || this.#held.length > 0 || this.#gone.signal.aborted || this.#isEnding) return;
    this.#isEnding = true;
    if (this.#fail !== undefined) this.#fail();
    else void this.#complete();
  }

  async #complete(): Promise<void> {
    try {
      if (this.work.end !== undefined) await this.work.end();
      this.#isEnded = true;
      this.subscriber.complete();
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  /** A handler may have released the frame too often: that is told as an error of the Observable. */
  #release(frame: Frame | undefined): void {
    try {
      frame?.release();
    } catch (error) {
      this.subscriber.error(error);
    }
  }
}
