/**
 * A generator of pseudo-random numbers (xorshift32), the same on every machine.
 *
 * @param seed an integer other than 0
 * @return a function that returns the next number, 0 < x < 1
 */
export function uniformRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
