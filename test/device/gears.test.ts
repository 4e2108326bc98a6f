// Gears of heights and widths, and of dims, through the public API: each value of the source chooses its gear by its dims.
import { markAsUntransferable } from 'node:worker_threads';
import { type InferResult, infer, type Model } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { from, lastValueFrom, range, toArray } from 'rxjs';
import { dimsGears, pictures } from '../support/dynamic-models.js';
import { embeddedModels } from '../support/embedded-models.js';

const { load } = embeddedModels();

const picture = (height: number, width: number, from = 1) => ({
  type: 'float32' as const,
  dims: [1, 2, height, width],
  data: Float32Array.from({ length: 2 * height * width }, (_, i) => from + i),
});

const isDoubled = (
  { outputs }: InferResult<unknown>,
  { data, dims }: ReturnType<typeof picture>,
): boolean => {
  const y = outputs.y;
  return (
    JSON.stringify(y?.dims) === JSON.stringify(dims) && data.every((value, i) => y?.data[i] === 2 * value)
  );
};

async function runAll(model: Model, inputs: readonly ReturnType<typeof picture>[], options = {}) {
  return lastValueFrom(from(inputs).pipe(infer(model, options), toArray()));
}

describe('gears of heights and widths', () => {
  it('are described: dims without a size are -1', async () => {
    const model = await load(
      pictures([
        [4, 4],
        [2, 6],
      ]),
    );
    expect(model.inputs).toMatchObject([{ name: 'x', dims: [1, 2, -1, -1], bytes: -1 }]);
    expect(model.outputs).toMatchObject([{ name: 'y', rawName: 'y', dims: [1, 2, -1, -1], bytes: -1 }]);
  });

  // Outputs under 32 KiB, and above.
  it.each([{}, { callbackInterval: 4 }, { callbackInterval: 0 }, { maxInFlight: 2 }])(
    'are chosen by the dims of each value, with %j',
    async (options) => {
      const model = await load(
        pictures([
          [4, 4],
          [2, 6],
          [100, 120],
        ]),
        { slots: 5 },
      );
      const inputs = Array.from({ length: 40 }, (_, n) =>
        n % 5 === 4 ? picture(100, 120, n) : n % 2 ? picture(2, 6, n) : picture(4, 4, n),
      );
      const results = await runAll(model, inputs, options);
      expect(results.map((result, n) => isDoubled(result, inputs[n] as never)).every(Boolean)).toBe(true);
      expect(results).toHaveLength(40);
    },
  );

  it('are chosen on every instance', async () => {
    const model = await load(
      pictures([
        [4, 4],
        [2, 6],
      ]),
      { instances: 2, slots: 2 },
    );
    const inputs = Array.from({ length: 50 }, (_, n) => (n % 3 ? picture(2, 6, n) : picture(4, 4, n)));
    const results = await runAll(model, inputs);
    expect(results.every((result, n) => isDoubled(result, inputs[n] as never))).toBe(true);
  });

  it('are named where a value fits none, and others go on', async () => {
    const model = await load(
      pictures([
        [4, 4],
        [2, 6],
      ]),
    );
    const outcome = model.run(picture(6, 2));
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_INPUT' });
    await expect(outcome).rejects.toThrow('[1, 2, 4, 4], [1, 2, 2, 6]');
    expect(isDoubled(await model.run(picture(2, 6)), picture(2, 6))).toBe(true);
  });

  it('carry no batch of values', async () => {
    const model = await load(pictures([[4, 4]]));
    expect(() => range(2).pipe(infer(model, { inputs: () => picture(4, 4), batchSize: 2 }))).toThrow(
      RangeError,
    );
  });
});

describe('gears of dims', () => {
  it('are chosen by the dims of all inputs together', async () => {
    const model = await load(
      dimsGears([
        [3, 1],
        [5, 4],
      ]),
    );
    const inputs = ([n, m]: readonly [number, number]) => ({
      x: { type: 'float32' as const, dims: [1, n], data: new Float32Array(n).fill(n) },
      z: { type: 'float32' as const, dims: [m, 2], data: new Float32Array(2 * m).fill(m) },
    });
    const sizes = [
      [3, 1],
      [5, 4],
      [3, 1],
    ] as const;
    const results = await lastValueFrom(from(sizes).pipe(infer(model, { inputs }), toArray()));
    expect(
      results.map(({ outputs }) => [
        outputs.y?.dims,
        outputs.y?.data[0],
        outputs.twice?.dims,
        outputs.twice?.data[0],
      ]),
    ).toEqual([
      [[1, 3], -3, [1, 2], 2],
      [[1, 5], -5, [4, 2], 8],
      [[1, 3], -3, [1, 2], 2],
    ]);
    await expect(model.run(inputs([3, 4]))).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });
});

describe('outputs of a dynamic model', () => {
  it('are empty when they have been released, small and large ones', async () => {
    const model = await load(
      pictures([
        [4, 4],
        [100, 120],
      ]),
    );
    const results = await runAll(model, [picture(4, 4), picture(100, 120), picture(100, 120, 7)]);
    for (const result of results.slice(0, 2)) {
      result.release();
      result.release();
    }
    expect(results.map(({ outputs }) => outputs.y?.data.length)).toEqual([0, 0, 24_000]);
    expect(isDoubled(results[2] as InferResult<unknown>, picture(100, 120, 7))).toBe(true);
  });

  it('stay where their memory is marked as untransferable', async () => {
    const model = await load(pictures([[4, 4]]));
    const result = await model.run(picture(4, 4));
    const y = result.outputs.y as ReturnType<typeof picture>;
    markAsUntransferable(y.data.buffer);
    result.release();
    expect(isDoubled(result, picture(4, 4))).toBe(true);
  });

  it('stay where they were given to a model, whatever is released', async () => {
    const model = await load(pictures([[100, 120]]));
    const [first] = await runAll(model, [picture(100, 120)]);
    const y = first?.outputs.y as ReturnType<typeof picture>;
    const again = model.run(y);
    first?.release();
    expect(isDoubled(await again, y)).toBe(true);
    expect(y.data.length).toBe(24_000);
  });
});
