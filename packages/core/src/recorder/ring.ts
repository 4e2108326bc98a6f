/** Keeps the last so many of what is pushed. */
export class Ring<T> {
  readonly #items: T[] = [];
  readonly #limit: number;
  #pushed = 0;

  /** @param limit how many it keeps, ≥ 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many it no longer has. */
  get dropped(): number {
    return this.#pushed - this.#items.length;
  }

  push(item: T): void {
    this.#items[this.#pushed % this.#limit] = item;
    this.#pushed += 1;
  }

  /** A copy, the oldest first. */
  toArray(): T[] {
    const first = this.dropped === 0 ? 0 : this.#pushed % this.#limit;
    return [...this.#items.slice(first), ...this.#items.slice(0, first)];
  }
}
