import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { Observable, type OperatorFunction } from 'rxjs';
import type { Frame } from '../frames/frame.js';

/** What the function of {@link mapFrames} gets beside the value. */
export interface MapFramesContext {
  /** The position of the value in the source, from 0. */
  readonly index: number;
  /** Aborted when the result is not wanted any more. */
  readonly signal: AbortSignal;
}

/** Options of {@link mapFrames}. */
export interface MapFramesOptions<T> {
  /** Returns the frame of a value. Default: the value itself, or its `source`. */
  readonly frame?: (value: T) => Frame;
  /** So many calls of the function run at once; 1 or more, or Infinity. Default 4. */
  readonly concurrent?: number;
}

/**
 * Maps values that have a frame by a function that takes its time: a second model, a drawing, a file. Results come in the order of the
 * values. A reference to each frame is held from the arrival of its value until its result has been emitted. So the operator can stand
 * behind `inferFrames` and `detectFrames`, which release a frame after they have emitted it, and in the handler of a result the frame can be
 * used.
 *
 * A source waits, or leaves out frames, while `maxFrames` of its frames are held: that bounds what waits here.
 *
 * ```ts fragment
 * detections$.pipe(mapFrames(async ({ source, detections }) => ({ source, names: await namesOf(source, detections) })));
 * ```
 *
 * @param project gives the result, or a Promise of it. What it throws ends the pipeline. After an unsubscription its frame is held until its
 *   Promise is settled, since it may still read the frame
 * @throws TypeError or RangeError if an argument is none
 */
export function mapFrames<T, R>(
  project: (value: T, context: MapFramesContext) => R | PromiseLike<R>,
  options: MapFramesOptions<T> = {},
): OperatorFunction<T, R> {
  if (typeof project !== 'function') throw new TypeError(expected('a function', 'project', project));
  assertKnownOptions('mapFrames', options, ['frame', 'concurrent']);
  const { frame = frameIn, concurrent = 4 } = options;
  if (typeof frame !== 'function') throw new TypeError(expected('a function', 'frame', frame));
  if (!(concurrent === Number.POSITIVE_INFINITY || (Number.isInteger(concurrent) && concurrent >= 1)))
    throw new RangeError(expected('an integer of 1 or more, or Infinity', 'concurrent', concurrent));
  return (source) =>
    new Observable<R>((subscriber) => {
      const queue = new FrameQueue<T, R>(project, concurrent, {
        next: (result) => subscriber.next(result),
        error: (error) => subscriber.error(error),
      });
      // Before the source can emit: what it emits while it is subscribed to may end the pipeline.
      subscriber.add(() => queue.close());
      subscriber.add(
        source.subscribe({
          next: (value) => {
            try {
              queue.add(value, frame(value).retain());
            } catch (error) {
              subscriber.error(error);
            }
          },
          error: (error) => queue.end(() => subscriber.error(error)),
          complete: () => queue.end(() => subscriber.complete()),
        }),
      );
    });
}

interface Held<T, R> {
  readonly value: T;
  readonly frame: Frame;
  readonly index: number;
  isRunning: boolean;
  /** What has come of it. */
  outcome?: { readonly result: R } | { readonly error: unknown };
}

interface Sink<R> {
  next(result: R): void;
  error(error: unknown): void;
}

/** Values whose results have not been emitted, in their order. */
class FrameQueue<T, R> {
  readonly #held: Held<T, R>[] = [];
  readonly #gone = new AbortController();
  #running = 0;
  #count = 0;
  #end: (() => void) | undefined;

  constructor(
    private readonly project: (value: T, context: MapFramesContext) => R | PromiseLike<R>,
    private readonly concurrent: number,
    private readonly sink: Sink<R>,
  ) {}

  add(value: T, frame: Frame): void {
    if (this.#gone.signal.aborted) {
      frame.release();
      return;
    }
    this.#held.push({ value, frame, index: this.#count, isRunning: false });
    this.#count += 1;
    this.#start();
  }

  /** The source has ended: `then` is called after the last result. */
  end(then: () => void): void {
    this.#end = then;
    this.#emit();
  }

  /** Nothing is wanted any more. */
  close(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    for (const { frame, isRunning } of this.#held.splice(0)) if (!isRunning) frame.release();
  }

  #start(): void {
    const next = this.#held.find(({ isRunning, outcome }) => !isRunning && outcome === undefined);
    if (next === undefined || this.#running >= this.concurrent || this.#gone.signal.aborted) return;
    next.isRunning = true;
    this.#running += 1;
    void this.#run(next);
  }

  async #run(held: Held<T, R>): Promise<void> {
    const { value, index, frame } = held;
    try {
      held.outcome = { result: await this.project(value, { index, signal: this.#gone.signal }) };
    } catch (error) {
      held.outcome = { error };
    }
    held.isRunning = false;
    this.#running -= 1;
    if (this.#gone.signal.aborted) {
      frame.release();
      return;
    }
    this.#start();
    this.#emit();
  }

  #emit(): void {
    for (let [first] = this.#held; first?.outcome !== undefined; [first] = this.#held) {
      this.#held.shift();
      try {
        if ('error' in first.outcome) this.sink.error(first.outcome.error);
        else this.sink.next(first.outcome.result);
      } finally {
        first.frame.release();
      }
    }
    if (this.#held.length === 0 && !this.#gone.signal.aborted) this.#end?.();
  }
}

function frameIn(value: unknown): Frame {
  for (const each of [value, (value as { source?: unknown } | undefined)?.source]) {
    if (typeof (each as Frame | undefined)?.retain === 'function') return each as Frame;
  }
  throw new TypeError(
    expected('a frame, a value with a frame as `source`, or the option `frame`,', 'value', value),
  );
}
