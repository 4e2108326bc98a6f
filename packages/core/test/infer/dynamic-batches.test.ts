// Batches of models whose dims are not known before: values of the same dims share an execution.
import { describe, expect, it } from '@jest/globals';
import { map } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type InferInputs, infer, type Tensor } from '../../src/index.js';
import type { VirtualModelOptions } from '../../src/testing/index.js';
import { copying, free, row, through } from '../support/copying-model.js';
import { timeline } from '../support/through.js';

describe('batches of a dynamic model', () => {
  const batch = { batchSize: 3, maxQueueDelay: 5 };

  it('take values of the same dims, in order; another one begins the next execution', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying({ slots: 8 });
      const source = cold('(abcdefg|)', { a: 2, b: 2, c: 2, d: 2, e: 7, f: 2, g: 2 });
      const lines = timeline(source.pipe(through(model, batch)));
      flush();
      expect(lines).toEqual(['1 222', '2 2', '3 7', '4 22|']);
      expect(asked).toEqual([
        { batchSize: 3, dims: [[3, 2]], views: 3 },
        { dims: [[1, 2]], views: 1 },
        { dims: [[1, 7]], views: 1 },
        { batchSize: 2, dims: [[2, 2]], views: 2 },
      ]);
      expectSettled(model, { delivered: 7 });
    });
  });

  it('are of samples with more than one row, and all inputs must have the dims', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying({
        inputs: [
          { name: 'a', type: 'float32', dims: [-1, 2] },
          { name: 'b', type: 'int32', dims: [-1] },
        ],
        outputs: [
          { name: 'y', type: 'float32', dims: [-1, 2] },
          { name: 'z', type: 'int32', dims: [-1] },
        ],
      });
      const inputs = ([n, length]: readonly [number, number]): InferInputs => ({
        a: { type: 'float32', dims: [2, 2], data: new Float32Array(4).fill(n) },
        b: { type: 'int32', dims: [length], data: new Int32Array(length).fill(10 * n) },
      });
      const seen: unknown[] = [];
      cold('(abcd|)', { a: [1, 3], b: [2, 3], c: [3, 1], d: [4, 1] } as const)
        .pipe(infer(model, { inputs, ...batch, batchSize: 4 }))
        .subscribe(({ list }) => seen.push(list.map(({ dims, data }) => [dims, ...(data as Float32Array)])));
      flush();
      expect(seen).toEqual([
        [
          [[2, 2], 1, 1, 1, 1],
          [[3], 10, 10, 10],
        ],
        [
          [[2, 2], 2, 2, 2, 2],
          [[3], 20, 20, 20],
        ],
        [
          [[2, 2], 3, 3, 3, 3],
          [[1], 30],
        ],
        [
          [[2, 2], 4, 4, 4, 4],
          [[1], 40],
        ],
      ]);
      expect(asked).toEqual([
        { batchSize: 2, dims: [[4, 2], [6]], views: 4 },
        { batchSize: 2, dims: [[4, 2], [2]], views: 4 },
      ]);
      expectSettled(model, { delivered: 4 });
    });
  });

  it('wait for the values that may still fill them, those put back too', () => {
    marbles(({ cold, flush }) => {
      const { model } = copying();
      // At 5 the first has waited long enough. The second begins an execution of its own, which waits from its own arrival.
      const lines = timeline(cold('a-b 20ms |', { a: 2, b: 3 }).pipe(through(model, batch)));
      flush();
      expect(lines).toEqual(['6 2', '8 3', '23 |']);
      expectSettled(model, { delivered: 2 });
    });
  });

  it('of values that are put back keep their place in every order', () => {
    for (const order of ['submission', 'completion', (columns: number) => columns] as const) {
      marbles(({ cold, flush }) => {
        const { model } = copying({ slots: 1 });
        const source = cold('(abcde|)', { a: 1, b: 1, c: 2, d: 1, e: 1 });
        const lines = timeline(source.pipe(through(model, { ...batch, order })));
        flush();
        expect(lines).toEqual(['1 11', '2 2', '3 11|']);
        expectSettled(model, { delivered: 5 });
      });
    }
  });

  it('count values that were put back as waiting, and drop them as others', () => {
    marbles(({ cold, flush }) => {
      const { model } = copying({ slots: 1 }, { serviceTime: 10 });
      const drops: string[] = [];
      const onDrop = (columns: number, cause: string) => drops.push(`${columns} ${cause}`);
      const room = { overflow: 'drop-oldest', maxQueueSize: 1, onDrop } as const;
      const config = { batchSize: 2, maxQueueDelay: 20, ...room };
      // When 2 comes, 1 starts without it. 3 takes the place of 2, which has been bound.
      const source = cold('(abcd|)', { a: 1, b: 2, c: 3, d: 4 });
      const lines = timeline(source.pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['10 1', '20 4|']);
      expect(drops).toEqual(['2 overflow', '3 overflow']);
      expectSettled(model, { delivered: 2, dropped: 2 });
    });
  });

  it('are executed again with the dims of their values', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying({}, { faults: { submissions: { 0: 507011, 1: 507011 } } });
      const source = cold('(abcd|)', { a: 1, b: 1, c: 2, d: 2 });
      const config = { ...batch, batchSize: 2, onFailure: { retry: { count: 1 } } };
      const lines = timeline(source.pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['1 1', '2 1', '3 2', '4 2|']);
      expect(asked.map(({ dims }) => dims)).toEqual([1, 1, 2, 2].map((columns) => [[1, columns]]));
      expectSettled(model, { delivered: 4 });
    });
  });

  it('fail alone where an output cannot be split among the values', () => {
    marbles(({ cold, flush }) => {
      // As NonZero does: the rows that are found in a batch are as many as they are.
      const { model } = copying({
        inputs: [{ name: 'x', type: 'float32', dims: [-1, 2] }],
        outputs: [{ name: 'y', type: 'float32', dims: ['found', 2] }],
        compute: ({ x }) => {
          const rows = Number(x?.data[0]);
          return { y: { dims: [rows, 2], data: new Float32Array(2 * rows) } };
        },
      });
      const errors: unknown[] = [];
      model.dropped$.subscribe(({ index, error }) => errors.push([index, error]));
      const source = cold('(abcd|)', { a: 1, b: 2, c: 1, d: 1 });
      const lines = timeline(
        source.pipe(
          infer(model, {
            inputs: (n) => ({ type: 'float32', dims: [1, 2], data: Float32Array.of(n, n) }),
            ...batch,
            batchSize: 2,
            onFailure: 'drop',
          }),
          map(({ index, outputs }) => `${index}:${outputs.y?.dims.join()} `),
        ),
      );
      flush();
      expect(lines).toEqual(['2 2:1,2 3:1,2 |']);
      const error = expect.objectContaining({
        code: 'ERR_OUTPUTS',
        message:
          'The output `y` of a batch of 2 has dims [3, 2], whose first is no multiple of 2: it does not carry the batch. ' +
          'Set `batchSize` to 1.',
      });
      expect(errors).toEqual([
        [0, error],
        [1, error],
      ]);
      expectSettled(model, { delivered: 2, dropped: 2 });
    });
  });

  it.each<[string, VirtualModelOptions<string, string>, string]>([
    [
      'an output does not carry it',
      { outputs: [{ name: 'y', type: 'float32', dims: [1, 'found'] }] },
      'as the first dim of the output `y` [1, found] carries no batch',
    ],
    [
      'an input does not carry it',
      { inputs: [{ name: 'x', type: 'float32', dims: [1, -1] }] },
      'as the first dim of the input `x` [1, -1] carries no batch',
    ],
    [
      'a scalar does not carry it',
      { inputs: [free, { name: 's', type: 'float32', dims: [] }] },
      'as the first dim of the input `s` [] carries no batch',
    ],
    ['the model has gears', { gears: [[[1, 2]]] }, 'as the model was compiled for the dims of its gears'],
  ])('are refused where %s', (_, options, reason) => {
    const { model } = copying(options);
    const message = `Expected 1, ${reason}, for \`batchSize\` but received 2`;
    expect(() => infer(model, { batchSize: 2 })).toThrow(new RangeError(message));
    expect(() => model.runner({ batchSize: 2 })).toThrow(new RangeError(message));
    expect(() => infer(model, { batchSize: 1 })).not.toThrow();
  });

  it('may be of any size where nothing fixes it', () => {
    const { model } = copying();
    expect(() => infer(model, { batchSize: 1000 })).not.toThrow();
    expect(() => infer(model, { batchSize: 0 })).toThrow(
      new RangeError('Expected an integer ≥ 1 for `batchSize` but received 0'),
    );
  });
});

it('a subscriber that transfers the outputs of a batch away leaves the rest of it without results, and a group its others', () => {
  marbles(({ cold, flush }) => {
    const { model } = copying();
    const seen: string[] = [];
    const source = cold('(abcd|)', { a: 2, b: 2, c: 0, d: 0 });
    source
      .pipe(
        infer(model, {
          inputs: (columns, index) => row(index, columns),
          batchSize: 2,
          maxQueueDelay: 5,
          callbackInterval: 2,
          onFailure: 'drop',
        }),
      )
      .subscribe(({ index, outputs }) => {
        seen.push(String(index));
        structuredClone(outputs.y, { transfer: [(outputs.y as Tensor).data.buffer as ArrayBuffer] });
      });
    const errors: unknown[] = [];
    model.dropped$.subscribe(({ index, error }) => errors.push([index, (error as { code: string }).code]));
    flush();
    // Outputs of 0 bytes cannot be missed.
    expect(seen).toEqual(['0', '2', '3']);
    expect(errors).toEqual([[1, 'ERR_OUTPUTS_GONE']]);
    expectSettled(model, { delivered: 3, dropped: 1 });
  });
});
