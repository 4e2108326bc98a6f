// `prepare` over the embedded runtime: what is written later reaches the device, and no memory is used by two values at once.
import { infer, type Prepare } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, range, toArray } from 'rxjs';
import { embeddedModels } from '../support/embedded-models.js';
import { identity } from '../support/models.js';

const { load } = embeddedModels();

/** Writes the number to the whole memory, a part of it in each of some turns of the event loop. */
function writer() {
  let active = 0;
  const seen = { most: 0, targets: new Set<unknown>() };
  const prepare: Prepare<number, number> = async (n, target) => {
    active += 1;
    seen.most = Math.max(seen.most, active);
    seen.targets.add(target);
    const data = target[0] as Float32Array;
    const turns = 1 + (n % 4);
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      data.fill(n, (turn * data.length) / turns, ((turn + 1) * data.length) / turns);
    }
    active -= 1;
    return -n;
  };
  return { prepare, seen };
}

describe('prepare over the embedded runtime', () => {
  it.each([
    { dims: [16], maxPreparing: 4, callbackInterval: 1 },
    { dims: [1, 3, 64, 64], maxPreparing: 2, callbackInterval: 2 },
    { dims: [1, 3, 64, 64], maxPreparing: 8, callbackInterval: 0 },
  ])(
    'gives every value its own inputs, of $dims with maxPreparing $maxPreparing',
    async ({ dims, ...options }) => {
      const model = await load(identity('float32', dims), { slots: 12 });
      const { prepare, seen } = writer();
      const results = await lastValueFrom(
        range(300).pipe(infer(model, { ...options, prepare, order: 'submission' }), toArray()),
      );
      expect(results.map(({ source }) => source)).toEqual(Array.from({ length: 300 }, (_, n) => n));
      for (const { source, prepared, outputs } of results) {
        const data = outputs.y?.data as Float32Array;
        expect([prepared, data.every((each) => each === source)]).toEqual([-source, true]);
      }
      expect(seen.most).toBe(options.maxPreparing);
      // Those with a slot, and those of a group that is being delivered.
      expect(seen.targets.size).toBeLessThanOrEqual(2 * 12);
      for (const { timing } of results) {
        const { total, ...parts } = timing;
        expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBeCloseTo(total, 3);
      }
      assertSettled(model);
    },
  );

  it('prepares the calls of a runner, and gives slots back at once when they are aborted', async () => {
    const model = await load(identity('float32', [1, 3, 64, 64]), { slots: 3 });
    const { prepare } = writer();
    const runner = model.runner({ prepare, maxPreparing: 3 });
    const calls = Array.from({ length: 40 }, async (_, n) => {
      const gone = new AbortController();
      const call = runner.run(n, { signal: gone.signal });
      if (n % 3 === 0) setImmediate(() => gone.abort(`gone ${n}`));
      try {
        const { list, prepared } = await call;
        expect(list[0]?.data.every((each: number | bigint) => each === n)).toBe(true);
        expect(prepared).toBe(-n);
        return 'delivered';
      } catch (error) {
        expect(error).toBe(`gone ${n}`);
        return 'gone';
      }
    });
    const ends = await Promise.all(calls);
    expect(ends.filter((end) => end === 'gone').length).toBeGreaterThan(0);
    await runner.close();
    const { delivered, cancelled } = model.stats().ledger;
    expect([delivered, cancelled]).toEqual(
      ['delivered', 'gone'].map((each) => ends.filter((end) => end === each).length),
    );
    assertSettled(model);
  });
});
