/**
 * How long to wait before the next attempt to connect: twice as long after every failure, up to a limit. Half of each delay is random, so
 * that pages that lost one server do not come back in one moment.
 */
export class BackOff {
  #failures = 0;

  /**
   * @param first milliseconds before the second attempt, at most
   * @param limit milliseconds before any attempt, at most
   * @param random from 0 up to 1
   */
  constructor(
    private readonly first = 1000,
    private readonly limit = 15_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure. @returns milliseconds until the next attempt */
  failed(): number {
    const delay = Math.min(this.limit, this.first * 2 ** this.#failures);
    this.#failures += 1;
    return delay * (0.5 + this.random() / 2);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
