// An open loop: inputs come when they come, whatever has become of those before.
import { hrtime } from 'node:process';
import { Worker } from 'node:worker_threads';

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

/** In ms, the same in all threads. */
export function clock(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

// Plain JavaScript: the thread that inputs come from. It sleeps until each is due, and takes no time of the event loop's
// thread; whoever waits for a clock there would keep a core busy, which is not how frames or requests come.
const sender = `
const { hrtime } = require('node:process');
const { parentPort, workerData } = require('node:worker_threads');
const { times, sent } = workerData;
const clock = () => { const [s, ns] = hrtime(); return s * 1000 + ns / 1e6; };
const sleep = new Int32Array(new SharedArrayBuffer(4));
const started = clock();
for (let i = 0; i < times.length; i += 1) {
  const due = started + times[i];
  for (let left = due - clock(); left > 0; left = due - clock()) Atomics.wait(sleep, 0, 0, left);
  sent[i] = clock();
  parentPort.postMessage(i);
}
`;

/**
 * Calls `next` for each of these moments, with its number and when it was sent, on the clock of {@link clock}: by a thread of
 * its own, whatever the event loop does meanwhile. Whoever keeps the event loop busy pays for it in the latency of what comes.
 */
export function arrive(times: Float64Array, next: (i: number, sent: number) => void): Promise<void> {
  const sent = new Float64Array(new SharedArrayBuffer(8 * times.length));
  const worker = new Worker(sender, { eval: true, workerData: { times, sent } });
  return new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (i: number) => {
      try {
        next(i, sent[i] as number);
      } catch (error) {
        worker.removeAllListeners('message');
        reject(error as Error);
        return;
      }
      if (i === times.length - 1) resolve();
    });
  }).finally(() => worker.terminate());
}
