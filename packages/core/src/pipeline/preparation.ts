// One value that is prepared, or has been: its memory, what came of it, and who still needs the memory.
import { Subscription } from 'rxjs';
import type { PrepareContext, PrepareSignal } from '../options/prepare.js';
import type { InferTiming } from './infer-result.js';
import type { Target } from './targets.js';
import { preparedTiming } from './timing.js';

// Every platform has its own declaration of the class.
interface Controller {
  readonly signal: PrepareSignal;
  abort(): void;
}

const { AbortController } = globalThis as unknown as { AbortController: new () => Controller };

export class Preparation implements PrepareContext {
  /** What `prepare` has given. */
  prepared: unknown;
  /** Nobody wants the value any more: what `prepare` gives from now on is ignored. */
  isAborted = false;
  /** `prepare` has come to its end, and does not write any more. */
  isSettled = false;
  /** Executions whose device may read the target. */
  readers = 0;
  /** The subscription to the Observable that `prepare` has returned, if it has. */
  readonly subscription = new Subscription();
  #controller: Controller | undefined;
  #preparedIn = 0;
  #readyAt = 0;

  constructor(
    readonly index: number,
    readonly target: Target,
  ) {}

  /** See `PrepareContext.signal`. It is made on first use, because most functions do not look at it. */
  get signal(): PrepareSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.isAborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /**
   * Aborts the signal and unsubscribes. User code runs in both. Without effect on what is settled.
   *
   * @throws what the teardown of the Observable throws
   */
  abort(): void {
    if (this.isAborted || this.isSettled) return;
    this.isAborted = true;
    this.#controller?.abort();
    this.subscription.unsubscribe();
  }

  /** The execution is ready. Times are in ms. */
  ready(submittedAt: number, startedAt: number, now: number): void {
    // A clock that is set back in the meantime does not make a time negative.
    const started = Math.max(submittedAt, startedAt);
    this.#readyAt = Math.max(started, now);
    this.#preparedIn = this.#readyAt - started;
  }

  /** The timing of its input: see `timingOf`. */
  timing(
    submittedAt: number,
    startedAt: number,
    now: number,
    moments: ArrayLike<number> | undefined,
    at: number,
  ): InferTiming {
    return preparedTiming(submittedAt, this.#preparedIn, this.#readyAt, startedAt, now, moments, at);
  }
}
