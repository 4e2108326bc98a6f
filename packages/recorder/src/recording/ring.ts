/** Keeps the last `limit` items that were pushed. */
export class Ring<T> {
  readonly #items: T[] = [];
  readonly #limit: number;
  #pushed = 0;

  /** @param limit how many items it keeps, ≥ 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many items were overwritten. */
  get dropped(): number {
    return this.#pushed - this.#items.length;
  }

  push(item: T): void {
    this.#items[this.#pushed % this.#limit] = item;
    this.#pushed += 1;
  }

  /** A copy, the oldest item first. */
  toArray(): T[] {
    const first = this.dropped === 0 ? 0 : this.#pushed % this.#limit;
    return [...this.#items.slice(first), ...this.#items.slice(0, first)];
  }
}
