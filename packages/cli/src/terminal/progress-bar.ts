/** A bar on stderr, drawn at most ten times a second. It draws nothing where stderr is not a terminal. */
export class ProgressBar {
  readonly #total: number;
  readonly #isShown = process.stderr.isTTY === true;
  #drawnAt = Number.NEGATIVE_INFINITY;

  /** @param total the value of `done` at which the bar is full */
  constructor(total: number) {
    this.#total = total;
  }

  update(done: number): void {
    if (!this.#isShown) return;
    const now = performance.now();
    if (now - this.#drawnAt < 100 && done < this.#total) return;
    this.#drawnAt = now;
    const width = 30;
    const filled = Math.floor((done / this.#total) * width);
    process.stderr.write(`\r[${'█'.repeat(filled)}${'·'.repeat(width - filled)}] ${done}/${this.#total}`);
  }

  /** Removes the bar from the terminal. */
  clear(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
  }
}
