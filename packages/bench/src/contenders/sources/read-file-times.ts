import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../statistics/percentile.js';

const everyMs = 20;

/** How long `fs.readFile` of a small file takes, in ms, each time: once at least, then every 20 ms for `duration` ms. */
export async function readFileTimes(duration: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + duration;
  do {
    const start = performance.now();
    await readFile(import.meta.filename);
    times.push(performance.now() - start);
    await sleep(everyMs);
  } while (performance.now() < end);
  return times;
}

/** The 99th percentile of values in any order. */
export function p99(values: readonly number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.99);
}
