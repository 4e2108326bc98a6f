/**
 * Random numbers that are the same on every machine for the same seeds: xorshift128 whose state is
 * spread from the seeds by a multiplicative hash.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(...seeds: readonly number[]) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < 4; i++) {
      for (const seed of [...seeds, i]) {
        hash = Math.imul(hash ^ seed, 0x01000193);
        hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
        hash ^= hash >>> 13;
      }
      this.#state[i] = hash | 1;
    }
    for (let i = 0; i < 8; i++) this.bits();
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const t = s[0] ^ (s[0] << 11);
    s[0] = s[1];
    s[1] = s[2];
    s[2] = s[3];
    s[3] = s[3] ^ (s[3] >>> 19) ^ t ^ (t >>> 8);
    return s[3];
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (this.bits() / 2 ** 32) * (to - from);
  }

  /** Uniform in 0 … count - 1. */
  below(count: number): number {
    return Math.floor(this.between(0, count));
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Gaussian with mean 0 and deviation 1 (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.between(0, 1))) * Math.cos(this.between(0, 2 * Math.PI));
  }
}
