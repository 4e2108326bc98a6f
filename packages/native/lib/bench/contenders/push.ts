// An open loop: inputs come when they come, whatever has become of those before.

/** Calls `next` with 0, 1, 2 … at even distances, `rate` per second. Late ones follow at once. */
export function push(count: number, rate: number, next: (i: number) => void): Promise<void> {
  const started = performance.now();
  const distance = 1000 / rate;
  return new Promise((resolve, reject) => {
    let i = 0;
    const go = () => {
      try {
        const due = Math.min(count, Math.floor((performance.now() - started) / distance) + 1);
        while (i < due) {
          next(i);
          i += 1;
        }
      } catch (error) {
        reject(error as Error);
        return;
      }
      if (i === count) {
        resolve();
        return;
      }
      // A timer comes up to a millisecond late or more.
      const left = started + i * distance - performance.now();
      if (left > 4) setTimeout(go, left - 2);
      else setImmediate(go);
    };
    go();
  });
}
