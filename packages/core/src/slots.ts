/**
 * Which slots of a session are free. The one freed last is taken first, and a new one only when none is free,
 * so that memory follows what is really in flight.
 */
export class Slots {
  readonly #free: number[] = [];
  #made = 0;

  /** @param limit how many there can be, ≥ 1 */
  constructor(readonly limit: number) {}

  get available(): number {
    return this.#free.length + this.limit - this.#made;
  }

  get busy(): number {
    return this.#made - this.#free.length;
  }

  /** REQUIRES: one is available. */
  take(): number {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    this.#made += 1;
    return this.#made - 1;
  }

  give(slot: number): void {
    this.#free.push(slot);
  }

  /** All are free again, and none made: the session starts anew. */
  reset(): void {
    this.#free.length = 0;
    this.#made = 0;
  }
}
