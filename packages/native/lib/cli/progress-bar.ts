/** A bar on stderr, drawn at most ten times a second; nothing at all where stderr is no terminal. */
export class ProgressBar {
  readonly #total: number;
  readonly #shown = process.stderr.isTTY === true;
  #last = Number.NEGATIVE_INFINITY;

  constructor(total: number) {
    this.#total = total;
  }

  update(done: number): void {
    if (!this.#shown) return;
    const now = performance.now();
    if (now - this.#last < 100 && done < this.#total) return;
    this.#last = now;
    const width = 30;
    const filled = Math.floor((done / this.#total) * width);
    process.stderr.write(`\r[${'█'.repeat(filled)}${'·'.repeat(width - filled)}] ${done}/${this.#total}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
  }
}
