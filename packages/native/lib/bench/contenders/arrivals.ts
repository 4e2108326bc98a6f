// An open loop: inputs come when they come, whatever has become of those before.

/** So many moments, in ms from the first one, at random distances (a Poisson process); always the same. */
export function arrivals(count: number, rate: number): Float64Array {
  const times = new Float64Array(count);
  let state = 0x9e3779b9;
  let time = 0;
  for (let i = 0; i < count; i += 1) {
    times[i] = time;
    // xorshift32: never 0.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    time -= (1000 / rate) * Math.log((state >>> 0) / 2 ** 32);
  }
  return times;
}

/**
 * Calls `next` at each of these moments, with its number and when it was due, on the clock of `performance.now()`. Late
 * ones follow at once: whoever keeps the event loop busy pays for it in the latency of what came meanwhile.
 */
export function arrive(times: Float64Array, next: (i: number, due: number) => void): Promise<void> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    let i = 0;
    const go = () => {
      try {
        const now = performance.now() - started;
        while (i < times.length && (times[i] as number) <= now) {
          next(i, started + (times[i] as number));
          i += 1;
        }
      } catch (error) {
        reject(error as Error);
        return;
      }
      if (i === times.length) {
        resolve();
        return;
      }
      // A timer comes up to a millisecond late, or more.
      const left = started + (times[i] as number) - performance.now();
      if (left > 4) setTimeout(go, left - 2);
      else setImmediate(go);
    };
    go();
  });
}
