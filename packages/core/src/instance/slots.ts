/**
 * Which slots of a session are free. The slot that was freed last is taken first, and a new one only when none is free,
 * so that the memory of slots follows what is really in flight.
 */
export class Slots {
  readonly #free: number[] = [];
  #used = 0;

  /** @param limit the highest number of slots, ≥ 1 */
  constructor(readonly limit: number) {}

  get available(): number {
    return this.#free.length + this.limit - this.#used;
  }

  get busy(): number {
    return this.#used - this.#free.length;
  }

  /** REQUIRES: one is available. */
  take(): number {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    this.#used += 1;
    return this.#used - 1;
  }

  give(slot: number): void {
    this.#free.push(slot);
  }

  /** Makes all slots free and unused: the session starts anew. */
  reset(): void {
    this.#free.length = 0;
    this.#used = 0;
  }
}
