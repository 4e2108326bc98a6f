import { Worker } from 'node:worker_threads';

// The source of the inputs, plain JavaScript for a thread of its own. It sleeps until each input is due. A source that
// polled the clock on the event loop's thread would keep one core busy, as no camera and no network does. Its clock is that
// of clock.ts.
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
 * Calls `next` for each of the given times. Another thread sends the inputs on time, also while the event loop is busy: a
 * contender that blocks its event loop pays for it in the latency of its inputs.
 *
 * @param times milliseconds from the start, in ascending order
 * @param next called with the number of the input and the time at which it was sent, on the clock of `clock()`
 * @return rejects with what `next` throws
 */
export function sendAt(times: Float64Array, next: (i: number, sent: number) => void): Promise<void> {
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
