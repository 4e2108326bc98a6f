/** How long an arrival counts, in ms. Clocks of cameras drift: after hours, an old arrival would say nothing. */
const memory = 30_000;

/**
 * When frames were captured, by this machine's clock. A frame says when on the clock of its source (`pts`). How that clock stands
 * to ours follows from the frame that came with the least delay: it counts as captured when it came. So an age is what a frame was
 * late in comparison with that one; the delay that all frames have is not in it.
 */
export class CaptureClock {
  /** The least of `arrival − pts` in ms, of this period and of the one before. */
  #least = Number.POSITIVE_INFINITY;
  #before = Number.POSITIVE_INFINITY;
  #began = Number.NEGATIVE_INFINITY;

  /**
   * @param pts seconds
   * @param now ms
   */
  arrived(pts: number, now: number): void {
    if (now - this.#began >= memory) {
      this.#before = this.#least;
      this.#least = Number.POSITIVE_INFINITY;
      this.#began = now;
    }
    const offset = now - 1000 * pts;
    if (offset < this.#least) this.#least = offset;
  }

  /** @returns the age of a frame in ms; NaN if its source gives no time */
  age(pts: number, now: number): number {
    return now - 1000 * pts - Math.min(this.#least, this.#before);
  }

  /** The source begins anew: after a reconnection its clock is another one. */
  reset(): void {
    this.#least = Number.POSITIVE_INFINITY;
    this.#before = Number.POSITIVE_INFINITY;
    this.#began = Number.NEGATIVE_INFINITY;
  }
}
