// Models whose dims are not known before: each input brings its dims, each result has its own.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { infer } from '../../src/index.js';
import { copying, row, through } from '../support/copying-model.js';
import { timeline } from '../support/through.js';

describe('a dynamic model', () => {
  it('describes its sizes that are not known, by name where it has names', () => {
    const { model } = copying();
    expect(model.inputs).toEqual([
      {
        ...{ name: 'x', rawName: 'x', type: 'float32', dims: [-1, -1], bytes: -1 },
        dimNames: ['batch', 'columns'],
      },
    ]);
    expect([model.batchSizes, model.gears]).toEqual([undefined, undefined]);
  });

  it('gives each result the dims of its own execution, in groups too', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying();
      const source = cold('(abcd|)', { a: 3, b: 1, c: 0, d: 20 });
      const lines = timeline(source.pipe(through(model, { callbackInterval: 3 })));
      flush();
      expect(lines).toEqual(['3 310', '4 20|']);
      expect(asked.map(({ dims, batchSize }) => [batchSize, dims])).toEqual(
        [3, 1, 0, 20].map((columns) => [undefined, [[1, columns]]]),
      );
      expectSettled(model, { delivered: 4 });
    });
  });

  it('computes dims that depend on the data, and scalars beside them', () => {
    marbles(({ cold, flush }) => {
      const { model } = copying({
        inputs: [{ name: 'x', type: 'float32', dims: [4] }],
        outputs: [
          { name: 'places', type: 'int64', dims: [1, 'found'] },
          { name: 'count', type: 'int32', dims: [] },
        ],
        compute: ({ x }) => {
          const given = Array.from(x?.data as Float32Array);
          const places = given.flatMap((each, i) => (each === 0 ? [] : [BigInt(i)]));
          return { places: { dims: [1, places.length], data: places }, count: [places.length] };
        },
      });
      const found: unknown[] = [];
      cold('(abc|)', { a: [0, 0, 0, 0], b: [0, 3, 0, 4], c: [1, 1, 1, 1] })
        .pipe(infer(model, { inputs: (each) => Float32Array.from(each), callbackInterval: 2 }))
        .subscribe(({ outputs: { places, count } }) => {
          const data = Array.from(places?.data as BigInt64Array, Number);
          found.push([places?.dims, data, count?.dims, count?.data[0]]);
        });
      flush();
      expect(found).toEqual([
        [[1, 0], [], [], 0],
        [[1, 2], [1, 3], [], 2],
        [[1, 4], [0, 1, 2, 3], [], 4],
      ]);
      expectSettled(model, { delivered: 3 });
    });
  });

  it('refuses inputs that do not fit before the device sees them, and the others pass', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying();
      const drops: string[] = [];
      model.dropped$.subscribe(({ error }) => drops.push((error as Error).message));
      const inputs = (columns: number, index: number) =>
        columns === 2 ? { ...row(index, 2), dims: [2] } : row(index, columns);
      const lines = timeline(
        cold('(abc|)', { a: 1, b: 2, c: 3 }).pipe(through(model, { inputs, onFailure: 'drop' })),
      );
      flush();
      expect(lines).toEqual(['1 1', '2 3|']);
      expect(drops).toEqual([
        'Expected float32 [batch, columns] for `x` but received float32 [2], 2 elements, 8 bytes. ' +
          'Any size ≥ 0 may stand for `batch`, `columns`; the others are as they are.',
      ]);
      expect(asked).toHaveLength(2);
      expectSettled(model, { delivered: 2, dropped: 1 });
    });
  });

  it('executes the dims of its gears only', () => {
    marbles(({ cold, flush }) => {
      const { model } = copying({ gears: [[[1, 2]], [[1, 4]]] });
      expect(model.gears).toEqual([[[1, 2]], [[1, 4]]]);
      const lines = timeline(cold('(abc|)', { a: 2, b: 4, c: 3 }).pipe(through(model)));
      flush();
      expect(lines).toEqual([
        "0 # Expected the dims of one of the model's gears ([1, 2], [1, 4]) for `x` but received [1, 3]",
      ]);
      expectSettled(model, { cancelled: 2, failed: 1 });
    });
  });

  it('runs calls, alone and in batches', async () => {
    const { model } = copying();
    const results = await Promise.all([2, 0, 5].map((columns, n) => model.run(row(n, columns))));
    expect(results.map(({ outputs }) => outputs.y?.dims)).toEqual([
      [1, 2],
      [1, 0],
      [1, 5],
    ]);
    const runner = model.runner({ batchSize: 4 });
    const before = model.stats().executions;
    const calls = await Promise.all([1, 1, 1, 3, 3, 1].map((columns, n) => runner.run(row(n, columns))));
    expect(calls.map(({ outputs }) => [outputs.y?.dims, outputs.y?.data[0]])).toEqual(
      [1, 1, 1, 3, 3, 1].map((columns, n) => [[1, columns], n]),
    );
    expect(model.stats().executions - before).toBe(3);
    await expect(model.run(new Float32Array(2))).rejects.toMatchObject({ code: 'ERR_INPUT' });
    expectSettled(model, { delivered: 9 });
    await model.close();
  });
});

it('a dynamic model takes part in turns, failures and rebuilds as others do', () => {
  marbles(({ cold, flush }) => {
    const { model } = copying({ slots: 2, instances: 2 }, { faults: { inferences: { 3: 507011 } } });
    const lines = timeline(
      cold('(abcdefgh|)', { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8 }).pipe(
        through(model, { onFailure: { retry: { count: 2 } } }),
      ),
    );
    flush();
    expect(lines.map((line) => line.replace(/^\d+ /, '')).join('')).toBe('12345678|');
    expect(asyncScheduler.now()).toBeGreaterThan(0);
    expectSettled(model, { delivered: 8 });
  });
});
