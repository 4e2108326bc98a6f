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

  /** Puts an item before all others. */
  unshift(item: T): void {
    if (this.#length === this.#ring.length) this.#resize(2 * this.#length);
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = item;
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

  /** Removes an item, wherever it stands, near an end the fastest. False: it was not in the queue. */
  remove(item: T): boolean {
    const ring = this.#ring;
    const mask = ring.length - 1;
    const place = this.#find(item);
    if (place < 0) return false;
    // The shorter side moves up.
    if (place < this.#length / 2) {
      for (let n = place; n > 0; n -= 1) ring[(this.#head + n) & mask] = ring[(this.#head + n - 1) & mask];
      this.shift();
      return true;
    }
    for (let n = place; n < this.#length - 1; n += 1)
      ring[(this.#head + n) & mask] = ring[(this.#head + n + 1) & mask];
    this.#length -= 1;
    ring[(this.#head + this.#length) & mask] = undefined;
    return true;
  }

  clear(): void {
    this.#ring = new Array(minimumCapacity);
    this.#head = 0;
    this.#length = 0;
  }

  // The place of an item, from 0 at the head, or -1. Both ends are searched at once.
  #find(item: T): number {
    const ring = this.#ring;
    const mask = ring.length - 1;
    for (let first = 0, last = this.#length - 1; first <= last; first += 1, last -= 1) {
      if (ring[(this.#head + first) & mask] === item) return first;
      if (ring[(this.#head + last) & mask] === item) return last;
    }
    return -1;
  }

  #resize(capacity: number): void {
    const old = this.#ring;
    const ring: (T | undefined)[] = new Array(capacity);
    for (let n = 0; n < this.#length; n += 1) ring[n] = old[(this.#head + n) & (old.length - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}
