// The whole path over the embedded runtime: order, groups, callbacks, pools smaller than the work.

import { infer } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, of, range, take, toArray } from 'rxjs';
import { embeddedModels } from '../support/embedded-models.js';
import { identity, severalTensors } from '../support/models.js';

const { load } = embeddedModels();

const numbered = (index: number) => new Float32Array(16).fill(index);

describe('infer over the embedded runtime', () => {
  it.each([
    { count: 10, callbackInterval: 3, slots: 256, callbacks: 4 },
    { count: 1000, callbackInterval: 2, slots: 2, callbacks: 500 },
    { count: 100, callbackInterval: 3, slots: 7, callbacks: 34 },
    { count: 10_000, callbackInterval: 8, slots: 100, callbacks: 1250 },
    { count: 50, callbackInterval: 0, slots: 256, callbacks: 0 },
    { count: 50, callbackInterval: 0, slots: 3, callbacks: 0 },
  ])(
    'gives $count results in order with $callbacks callbacks at interval $callbackInterval over $slots slots',
    async ({ count, callbackInterval, slots, callbacks }) => {
      const model = await load(identity(), { slots });
      const results = await lastValueFrom(
        range(count).pipe(infer(model, { inputs: numbered, callbackInterval }), toArray()),
      );
      expect(results.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, index) => index));
      for (const { source, outputs } of results) expect(outputs.y?.data).toEqual(numbered(source));
      const stats = model.stats();
      expect(stats.callbacks).toBe(callbacks);
      expect(stats.executions).toBe(count);
      expect(stats.ledger).toMatchObject({ submitted: count, delivered: count });
    },
  );

  it('takes tensors by name and gives them back by name', async () => {
    const model = await load(severalTensors());
    const a = Float32Array.of(1, 2, 3, 4, 5, 6);
    const c = Int32Array.of(-1, 2, -3, 4, 2 ** 31 - 1);
    const { outputs } = await lastValueFrom(of({ a, b: a, c }).pipe(infer(model)));
    expect(outputs.sum).toEqual({ type: 'float32', dims: [2, 3], data: a.map((x) => 2 * x) });
    expect(outputs.picked).toEqual({ type: 'int32', dims: [5], data: c });
  });

  it('carries large inputs that are lent, and results that do not change afterwards', async () => {
    const n = 3 * 224 * 224;
    const model = await load(identity('float32', [1, 3, 224, 224]), { slots: 4 });
    const frames = Array.from({ length: 20 }, (_, index) => new Float32Array(n).fill(index));
    const sums = await lastValueFrom(
      of(...frames).pipe(
        infer(model, { callbackInterval: 2 }),
        map(({ outputs }) => outputs.y?.data as Float32Array),
        toArray(),
      ),
    );
    sums.forEach((data, index) => {
      expect(data[0]).toBe(index);
      expect(data[n - 1]).toBe(index);
    });
  });

  it('stops a synchronous source when nobody listens any more, and gets its slots back', async () => {
    const model = await load(identity(), { slots: 8 });
    const results = await lastValueFrom(
      range(1_000_000).pipe(infer(model, { inputs: numbered, callbackInterval: 4 }), take(5), toArray()),
    );
    expect(results).toHaveLength(5);
    expect(model.stats().ledger.delivered).toBe(5);
    // The same slots serve the next pipeline.
    const again = await lastValueFrom(range(100).pipe(infer(model, { inputs: numbered }), toArray()));
    expect(again).toHaveLength(100);
  });
});
