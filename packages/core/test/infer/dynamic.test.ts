// Models whose dims are not known before: each input brings its dims, each result has its own.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map, type Observable } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type ExecuteOptions, type GroupReport, layoutOf, type Session } from '../../src/device-index.js';
import { type InferConfig, type InferInputs, infer, type Model, type Tensor } from '../../src/index.js';
import { decorateModels } from '../../src/testing/decorators/decorate-models.js';
import { SessionDecorator } from '../../src/testing/decorators/session-decorator.js';
import {
  createVirtualDevice,
  type FaultPlan,
  type VirtualModelOptions,
  withFaults,
} from '../../src/testing/index.js';
import { timeline } from '../support/through.js';

/** A tensor of so many columns, each of which is the number. */
const row = (n: number, columns: number) =>
  ({ type: 'float32', dims: [1, columns], data: new Float32Array(columns).fill(n) }) as const;

/** What a session was asked to execute. */
interface Asked extends ExecuteOptions {
  readonly views: number;
}

const free = { name: 'x', type: 'float32', dims: ['batch', 'columns'] } as const;

/** A dynamic model that copies its input, on a device that takes `serviceTime` for each execution. */
function copying(
  options: VirtualModelOptions = {},
  { serviceTime = 1, faults }: { serviceTime?: number; faults?: FaultPlan } = {},
) {
  const asked: Asked[] = [];
  const watched = (session: Session): Session =>
    new (class extends SessionDecorator {
      override execute(slot: number, inputs: readonly ArrayBufferView[], given?: ExecuteOptions) {
        asked.push({ ...given, views: inputs.length });
        super.execute(slot, inputs, given);
      }
    })(session);
  const device = decorateModels(createVirtualDevice({ serviceTime }), () => watched);
  const model = (faults ? withFaults(device, faults) : device).createModel<string, string>({
    inputs: [free],
    outputs: [{ ...free, name: 'y' }],
    ...options,
  });
  return { model, asked };
}

/** Values are columns, or `[number, columns]`: what comes is `columns×number`. */
const through =
  (model: Model, config: InferConfig<number> = {}) =>
  (source: Observable<number>) =>
    source.pipe(
      infer(model, { inputs: (columns, index) => row(index, columns), ...config }),
      map(({ source: columns, index, outputs, list }) => {
        const { dims, data } = outputs.y as Tensor<'float32'>;
        expect(list).toEqual([outputs.y]);
        expect(dims).toEqual([1, columns]);
        expect([...data]).toEqual(new Array(columns).fill(index));
        return String(columns);
      }),
    );

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

describe('a dynamic session that reports what the model does not say', () => {
  /** The error of the first of two values; the second one has its result. */
  function errorOf(change: (report: GroupReport) => GroupReport): string {
    let error = '';
    marbles(({ cold, flush }) => {
      let reports = 0;
      const lying = (session: Session): Session =>
        new (class extends SessionDecorator {
          override observe(observer: Parameters<Session['observe']>[0]) {
            super.observe({
              report: (group, report) => {
                reports += 1;
                observer.report(group, reports === 1 ? change(report) : report);
              },
              failed: (failure) => observer.failed(failure),
            });
          }
        })(session);
      const model = decorateModels(createVirtualDevice({ serviceTime: 1 }), () => lying).createModel({
        inputs: [free],
        outputs: [{ ...free, name: 'y', dims: ['batch', 2] }],
      });
      model.dropped$.subscribe((drop) => {
        expect(drop.error).toMatchObject({ code: 'ERR_OUTPUTS' });
        error = (drop.error as Error).message;
      });
      const lines = timeline(
        cold('(ab|)', { a: 2, b: 2 }).pipe(through(model as never, { onFailure: 'drop' })),
      );
      flush();
      expect(lines).toEqual(['2 2|']);
      expectSettled(model, { delivered: 1, dropped: 1 });
    });
    return error;
  }
  const { stride } = layoutOf([{ type: 'float32' }], [[1, 2]]);

  it.each<[string, (report: GroupReport) => GroupReport, string]>([
    [
      'other dims',
      (report) => ({ ...report, dims: [[[1, 3]]] }),
      'Expected dims [batch, 2] of the output `y` but the device reported [1, 3]',
    ],
    [
      'a negative size',
      (report) => ({ ...report, dims: [[[-1, 2]]] }),
      'Expected dims [batch, 2] of the output `y` but the device reported [-1, 2]',
    ],
    [
      'more than its buffer holds',
      (report) => ({ ...report, dims: [[[99, 2]]] }),
      `Expected 832 bytes for the outputs of an execution, by their dims, but the device reported ${stride}`,
    ],
    [
      'no dims',
      ({ outputs }) => ({ outputs }),
      'Expected a buffer and the dims of every output for an execution, but the device reported none',
    ],
    [
      'dims of too few outputs',
      (report) => ({ ...report, dims: [[]] }),
      'Expected a buffer and the dims of every output for an execution, but the device reported none',
    ],
    [
      'one buffer for all',
      (report) => ({ ...report, outputs: new ArrayBuffer(64) }),
      'Expected a buffer and the dims of every output for an execution, but the device reported none',
    ],
  ])('fails that value alone: %s', (_, change, message) => {
    expect(errorOf(change)).toBe(message);
  });
});

describe('tensors of 0 elements', () => {
  const none = { type: 'float32', dims: [0, 3] } as const;

  it('can be transferred away without harm to the other results of the group', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        inputs: [{ name: 'x', ...none }],
        outputs: [{ name: 'y', ...none }],
      });
      let results = 0;
      cold('(abc|)')
        .pipe(infer(model, { inputs: () => new Float32Array(0), callbackInterval: 3 }))
        .subscribe(({ outputs }) => {
          results += 1;
          const buffer = outputs.y.data.buffer as ArrayBuffer;
          structuredClone(buffer, { transfer: [buffer] });
        });
      flush();
      expect(results).toBe(3);
      expectSettled(model, { delivered: 3 });
    });
  });

  it.each<[string, InferConfig<number>]>([
    ['alone', {}],
    ['with drops', { onFailure: 'drop' }],
    ['in groups', { callbackInterval: 2 }],
    ['without callbacks', { callbackInterval: 0 }],
  ])('as the only input of a static model have results of their dims, %s', (_, config) => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        inputs: [{ name: 'x', ...none }],
        outputs: [{ name: 'y', ...none }],
      });
      expect(model.inputs[0]?.bytes).toBe(0);
      const seen: unknown[] = [];
      cold('(abc|)', { a: 0, b: 1, c: 2 })
        .pipe(
          infer(model, {
            inputs: (n) => (n === 1 ? { ...none, data: new Float32Array(0) } : new Float32Array(0)),
            ...config,
          }),
        )
        .subscribe(({ outputs }) => seen.push([outputs.y.dims, outputs.y.data.length]));
      flush();
      expect(seen).toEqual(new Array(3).fill([[0, 3], 0]));
      expectSettled(model, { delivered: 3 });
    });
  });

  it('are the whole of a batch', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying();
      const lines = timeline(
        cold('(abc|)', { a: 0, b: 0, c: 0 }).pipe(through(model, { batchSize: 3, maxQueueDelay: 1 })),
      );
      flush();
      expect(lines).toEqual(['1 000|']);
      expect(asked).toEqual([{ batchSize: 3, dims: [[3, 0]], views: 3 }]);
      expectSettled(model, { delivered: 3 });
    });
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
