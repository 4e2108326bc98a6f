import type { InferSettings } from '../options/infer-settings.js';
import type { Input } from './input.js';

/**
 * The option `maxStaleness`: whether the device begins with an input in time. Only the first execution counts, because an
 * input is executed again at the user's own wish. All moments are in ms on the device's scheduler.
 */
export class Staleness<T> {
  /** Whether inputs become stale at all. */
  readonly isLimited: boolean;
  readonly #limit: number;
  // A batch that is not full starts at the moment at which its first input would become stale.
  readonly #startsBatches: boolean;

  constructor({ maxStaleness, batchSize, batchDelay }: InferSettings<T>) {
    this.isLimited = maxStaleness !== Number.POSITIVE_INFINITY;
    this.#limit = maxStaleness;
    this.#startsBatches = batchSize > 1 && batchDelay === maxStaleness;
  }

  /** The last moment at which the device may begin with the input. `Infinity`: at any. */
  deadline({ submittedAt }: Input<T>): number {
    return submittedAt + this.#limit;
  }

  /** Whether a waiting input must not take a slot any more: the device can only begin with it too late. */
  isTooLate(input: Input<T>, now: number): boolean {
    return input.attempts === 0 && !this.#startsBatches && this.deadline(input) < now;
  }

  /**
   * An input takes its slot.
   *
   * @param isNext whether nothing is queued on the execution stream before it
   */
  started(input: Input<T>, now: number, isNext: boolean): void {
    if (isNext && this.#startsBatches && this.deadline(input) <= now) input.beginsInTime = true;
  }

  /**
   * Whether the device began too late with an input that has been executed.
   *
   * @param began when the device began with the execution, as far as that is known
   */
  beganTooLate(input: Input<T>, began: number): boolean {
    return input.attempts === 1 && !input.beginsInTime && this.deadline(input) < began;
  }
}
