// How many executions share a callback, where the runner chooses. A callback costs about as much as a small execution, so
// small executions are to share it. The result of a long execution is not to wait for others.

/** Executions of a group are to take about this long together, in ms. */
const target = 1;

/** After so many groups in a row that took longer, the size is halved. A single one may have been interrupted by other work. */
const patience = 4;

/** The size of the next group of a runner: it follows how long executions take. */
export class GroupSize {
  readonly #most: number;
  readonly #isFixed: boolean;
  #size: number;
  // The shortest computation of the results that have come since the last group was closed. `Infinity`: none has come.
  #shortest = Number.POSITIVE_INFINITY;
  // Groups in a row that took too long.
  #long = 0;

  /**
   * @param most the largest size
   * @param isFixed whether the size is always `most`
   */
  constructor(most: number, isFixed: boolean) {
    this.#most = most;
    this.#isFixed = isFixed;
    this.#size = isFixed ? most : 1;
  }

  get value(): number {
    return this.#size;
  }

  /** A result has come whose execution, or whose group, took `compute` ms. */
  computed(compute: number): void {
    if (compute < this.#shortest) this.#shortest = compute;
  }

  /** A group has been closed. */
  closed(): void {
    const shortest = this.#shortest;
    if (this.#isFixed || shortest === Number.POSITIVE_INFINITY) return;
    this.#shortest = Number.POSITIVE_INFINITY;
    this.#long = shortest > target ? this.#long + 1 : 0;
    if (shortest < target / 2) {
      this.#size = Math.min(this.#most, 2 * this.#size);
    } else if (this.#long === patience) {
      this.#long = 0;
      this.#size = Math.max(1, this.#size >> 1);
    }
  }
}
