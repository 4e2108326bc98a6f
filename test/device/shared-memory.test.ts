// Inputs in SharedArrayBuffers over the embedded runtime: what another thread has written reaches the device.
import { Worker } from 'node:worker_threads';
import { infer } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, of, range, toArray } from 'rxjs';
import { embeddedModels } from '../support/embedded-models.js';
import { identity } from '../support/models.js';

const { load } = embeddedModels();
const dims = [1, 3, 64, 64];
const elements = 3 * 64 * 64;
const bytes = 4 * elements;

/** Fills the memory that it is sent with the number that comes along. */
const filling = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ data, n }) => {
    data.fill(n);
    parentPort.postMessage(n);
  });
`;

describe('an input in shared memory', () => {
  it.each([
    ['of fixed length', () => new SharedArrayBuffer(bytes)],
    [
      'that can grow',
      () => {
        const Growable = SharedArrayBuffer as unknown as new (
          size: number,
          options: object,
        ) => SharedArrayBuffer;
        return new Growable(bytes, { maxByteLength: 2 * bytes });
      },
    ],
  ])('%s is read by the device', async (_, make) => {
    const model = await load(identity('float32', dims));
    const values = Array.from({ length: 5 }, (_each, n) => new Float32Array(make(), 0, elements).fill(n));
    const results = await lastValueFrom(of(...values).pipe(infer(model, { callbackInterval: 2 }), toArray()));
    for (const { index, list } of results)
      expect(list[0]?.data).toEqual(new Float32Array(elements).fill(index));
  });

  it('is prepared by a worker thread, at an odd place, too', async () => {
    const model = await load(identity('float32', dims));
    const worker = new Worker(filling, { eval: true });
    try {
      const shared = Array.from(
        { length: 4 },
        (_, n) => new Float32Array(new SharedArrayBuffer(bytes + 4 * n), 4 * n),
      );
      for (const [n, data] of shared.entries()) {
        worker.postMessage({ data, n: n + 0.5 });
        await new Promise((resolve) => worker.once('message', resolve));
      }
      const inputs = (n: number) => shared[n] as Float32Array;
      const results = await lastValueFrom(range(4).pipe(infer(model, { inputs }), toArray()));
      for (const { index, list } of results) {
        expect(list[0]?.data).toEqual(new Float32Array(elements).fill(index + 0.5));
      }
    } finally {
      await worker.terminate();
    }
  });
});
