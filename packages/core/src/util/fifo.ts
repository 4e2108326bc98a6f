const minimumCapacity = 16;

/** A queue on a ring buffer: `shift` moves nothing, and the memory follows the number of items. */
export class Fifo<T> {
  // The capacity is a power of 2.
  #ring: (T | undefined)[] = new Array(minimumCapacity);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The item that `shift` would return. */
  get first(): T | undefined {
    return this.#ring[this.#head];
  }

  push(item: T): void {
    if (this.#length === this.#ring.length) this.#resize(2 * this.#length);
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = item;
    this.#length += 1;
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const ring = this.#ring;
    const item = ring[this.#head];
    ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (ring.length - 1);
    this.#length -= 1;
    if (ring.length > 1024 && this.#length * 4 < ring.length) this.#resize(ring.length / 2);
    return item;
  }

  clear(): void {
    this.#ring = new Array(minimumCapacity);
    this.#head = 0;
    this.#length = 0;
  }

  #resize(capacity: number): void {
    const old = this.#ring;
    const ring: (T | undefined)[] = new Array(capacity);
    for (let n = 0; n < this.#length; n += 1) ring[n] = old[(this.#head + n) & (old.length - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}
