/** Seconds after which a track that has not come again is forgotten. Its id does not come back. */
const kept = 60;

/** What a counter remembers about tracks: of those that have come lately, so that it does not grow for ever. */
export class Memory<V> {
  readonly #entries = new Map<number, { readonly value: V; readonly time: number }>();
  #cleaned = Number.NEGATIVE_INFINITY;

  has(id: number): boolean {
    return this.#entries.has(id);
  }

  get(id: number): V | undefined {
    return this.#entries.get(id)?.value;
  }

  /** The track has come again, and what is remembered of it stays. */
  touch(id: number, time: number): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#entries.set(id, { ...entry, time });
  }

  /** Remembers `value`, and gives what was remembered before. */
  exchange(id: number, value: V, time: number): V | undefined {
    const before = this.#entries.get(id)?.value;
    this.#entries.set(id, { value, time });
    if (Math.abs(time - this.#cleaned) > kept) {
      this.#cleaned = time;
      // A time that lies ahead is that of a source that has begun anew.
      for (const [each, entry] of this.#entries) {
        if (Math.abs(time - entry.time) > kept) this.#entries.delete(each);
      }
    }
    return before;
  }
}
