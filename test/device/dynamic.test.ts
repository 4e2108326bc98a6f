// Models whose dims are known with an execution only, through the public API: each value brings its dims, and each result has
// those of its own execution.
import {
  AclError,
  type InferConfig,
  type InferResult,
  infer,
  type Model,
  type Tensor,
} from '@ascend-rx/core';
import { type Device, type LoadOptions, openDevice } from '@ascend-rx/native';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { from, lastValueFrom, map, of, range, toArray } from 'rxjs';
import {
  anyRank,
  batchedNonZero,
  branches,
  doubledLength,
  nonZero,
  pick,
  rows,
  suppression,
  topK,
  total,
} from '../support/dynamic-models.js';
import { embeddedModels } from '../support/embedded-models.js';
import { identity } from '../support/models.js';

type Options = Pick<InferConfig<number>, 'callbackInterval' | 'order'>;

const { load, folder } = embeddedModels();

const floats = (dims: readonly number[], first = 1) => ({
  type: 'float32' as const,
  dims,
  data: Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, (_, i) => first + i),
});
const indices = (...values: number[]) => ({
  type: 'int64' as const,
  dims: [1, values.length],
  data: BigInt64Array.from(values.map(BigInt)),
});
const numbers = (tensor: Tensor | undefined) => Array.from(tensor?.data ?? [], Number);

/** `count` of `elements` numbers are not 0, from the first on. */
const found = (count: number, elements: number) => new Float32Array(elements).fill(1, 0, count);

const isFound = ({ outputs }: InferResult<unknown>, count: number): boolean =>
  JSON.stringify(outputs.places?.dims) === JSON.stringify([1, count]) &&
  numbers(outputs.places).every((place, i) => place === i);

describe('dims that depend on data', () => {
  it('are those of the very execution, zero included', async () => {
    const model = await load(nonZero(4));
    expect(model.outputs).toMatchObject([{ name: 'places', dims: [1, -1], bytes: -1 }]);
    const values = [
      [0, 0, 0, 0],
      [0, 3, 0, 4],
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ].map((x) => Float32Array.from(x));
    const results = await lastValueFrom(from(values).pipe(infer(model), toArray()));
    expect(results.map(({ outputs }) => [outputs.places?.dims, numbers(outputs.places)])).toEqual([
      [[1, 0], []],
      [
        [1, 2],
        [1, 3],
      ],
      [
        [1, 4],
        [0, 1, 2, 3],
      ],
      [[1, 0], []],
    ]);
  });

  // 20,000 places are 160,000 bytes: a buffer that is not copied. Slots and instances are used again and again.
  it.each<readonly [Options, LoadOptions]>([
    [{ callbackInterval: 1 }, {}],
    [{ callbackInterval: 7 }, { slots: 9 }],
    [{ callbackInterval: 0 }, { slots: 4 }],
    [
      { callbackInterval: 3, order: 'completion' },
      { instances: 2, slots: 3 },
    ],
    [{ callbackInterval: 2 }, { devices: [0, 1], slots: 3 }],
  ])('come with %j on a model loaded with %j', async (options, loadOptions) => {
    const model = await load(nonZero(20_000), loadOptions);
    const counts = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? n : n % 3 === 1 ? 0 : 20_000 - n));
    const results = await lastValueFrom(
      from(counts).pipe(infer(model, { ...options, inputs: (n) => found(n, 20_000) }), toArray()),
    );
    expect(results).toHaveLength(60);
    expect(results.every((result) => isFound(result, result.source))).toBe(true);
  });

  it('come with the detections of each picture', async () => {
    const model = await load(suppression());
    // Boxes side by side, each twice: one of two is left, if its score is high enough.
    const inputs = (n: number) => {
      const boxes = Array.from({ length: 2 * n }, (_, i) => [0, 10 * (i >> 1), 1, 10 * (i >> 1) + 1]).flat();
      const scores = Array.from({ length: 2 * n }, (_, i) => (i < 2 ? 0.1 : 0.9));
      return {
        boxes: { type: 'float32' as const, dims: [1, 2 * n, 4], data: Float32Array.from(boxes) },
        scores: { type: 'float32' as const, dims: [1, 1, 2 * n], data: Float32Array.from(scores) },
      };
    };
    const sizes = [1, 5, 2, 30, 1];
    const results = await lastValueFrom(from(sizes).pipe(infer(model, { inputs }), toArray()));
    expect(results.map(({ outputs }) => outputs.selected?.dims)).toEqual([
      [0, 3],
      [4, 3],
      [1, 3],
      [29, 3],
      [0, 3],
    ]);
    expect(numbers(results[2]?.outputs.selected)).toEqual([0, 0, 2]);
  });

  it('come with a k that is an input', async () => {
    const model = await load(topK());
    const x = Float32Array.of(3, 1, 4, 1, 5, 9);
    const inputs = (k: number) => ({ x, k: BigInt64Array.of(BigInt(k)) });
    const results = await lastValueFrom(range(0, 7).pipe(infer(model, { inputs }), toArray()));
    const sorted = [9, 5, 4, 3, 1, 1];
    expect(results.map(({ outputs }) => numbers(outputs.largest))).toEqual(
      Array.from({ length: 7 }, (_, k) => sorted.slice(0, k)),
    );
    expect(results.map(({ outputs }) => outputs.places?.dims)).toEqual(
      Array.from({ length: 7 }, (_, k) => [1, k]),
    );
  });
});

describe('a number of dims that is not known', () => {
  it('is that of the branch that was taken', async () => {
    const model = await load(branches());
    expect(model.outputs).toMatchObject([{ name: 'y', dims: [-2], bytes: -1 }]);
    const x = Float32Array.of(1, 2, 3, 4);
    const inputs = (whole: number) => ({ whole: Uint8Array.of(whole), x });
    const results = await lastValueFrom(
      from([1, 0, 1]).pipe(infer(model, { inputs, callbackInterval: 3 }), toArray()),
    );
    expect(results.map(({ outputs }) => [outputs.y?.dims, numbers(outputs.y)])).toEqual([
      [
        [2, 2],
        [-1, -2, -3, -4],
      ],
      [[], [10]],
      [
        [2, 2],
        [-1, -2, -3, -4],
      ],
    ]);
  });

  it('comes with each input', async () => {
    const model = await load(anyRank());
    expect(model.inputs).toMatchObject([{ name: 'x', dims: [-2], bytes: -1 }]);
    for (const dims of [[2, 3], [], [1, 2, 1, 2], [0]]) {
      const { outputs } = await model.run(floats(dims));
      expect(outputs.y?.dims).toEqual(dims);
      expect(numbers(outputs.y)).toEqual(Array.from(floats(dims).data, (value) => -value));
    }
    await expect(model.run(Float32Array.of(1, 2))).rejects.toThrow(
      "Give them: { type: 'float32', dims: [...], data }",
    );
    await expect(model.run({ ...floats([2]), dims: [-2] })).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });
});

describe('names of dims', () => {
  const named = (infos: Model['inputs']) => infos.map(({ name, dims, dimNames }) => [name, dims, dimNames]);

  it('are those of the ONNX file, for dims of -1', async () => {
    const lengths = await load(doubledLength(), { instances: 2 });
    const names = [undefined, 'len', undefined];
    expect(named(lengths.inputs)).toEqual([['x', [1, -1, 2], names]]);
    expect(named(lengths.outputs)).toEqual([
      ['y', [1, -1, 2], names],
      ['x', [1, -1, 2], names],
    ]);
    const places = await load(nonZero(4));
    expect(named(places.inputs)).toEqual([['x', [4], undefined]]);
    expect(named(places.outputs)).toEqual([['places', [1, -1], [undefined, 'found']]]);
  });

  it('are in the message about dims that do not fit', async () => {
    const model = await load(doubledLength());
    await expect(model.run(floats([2, 1, 2]))).rejects.toMatchObject({
      message: expect.stringMatching(/^Expected float32 \[1, len, 2\] for `x`/),
    });
  });

  it('are absent where the file has none, not even the number of dims, or all sizes are known', async () => {
    const nameless = await load(
      encodeModel({
        name: 'nameless',
        inputs: [{ name: 'x', type: 'float32', dims: ['', ''] }],
        outputs: [{ name: 'y', type: 'float32', dims: ['', ''] }],
        nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
      }),
    );
    const fixed = await load(identity('float32', ['batch', 4]));
    for (const model of [nameless, await load(anyRank()), fixed]) {
      expect([...model.inputs, ...model.outputs].every((info) => !('dimNames' in info))).toBe(true);
    }
  });
});

describe('batch sizes', () => {
  it('are gears of dims where an output has other unknown dims', async () => {
    const model = await load(batchedNonZero());
    expect(model.batchSizes).toBeUndefined();
    expect(model.gears).toEqual([[[1, 4]], [[2, 4]]]);
    const inputs = (n: number) => floats([n, 4], 0);
    const results = await lastValueFrom(from([1, 2, 1]).pipe(infer(model, { inputs }), toArray()));
    expect(results.map(({ outputs }) => [outputs.y?.dims, outputs.places?.dims])).toEqual([
      [
        [1, 4],
        [2, 3],
      ],
      [
        [2, 4],
        [2, 7],
      ],
      [
        [1, 4],
        [2, 3],
      ],
    ]);
    await expect(model.run(inputs(3))).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });
});

describe('tensors of no bytes', () => {
  it.each([{}, { callbackInterval: 2 }, { onFailure: 'drop' }] as const)(
    'come back with %j',
    async (options) => {
      const model = await load(identity('float32', [0, 3]));
      const values = [0, 1, 2].map(() => new Float32Array(0));
      const results = await lastValueFrom(from(values).pipe(infer(model, options), toArray()));
      expect(results.map(({ outputs }) => [outputs.y?.dims, outputs.y?.data.length])).toEqual([
        [[0, 3], 0],
        [[0, 3], 0],
        [[0, 3], 0],
      ]);
    },
  );
});

describe('dims that depend on those of the inputs', () => {
  it('grow and shrink with each value, an output that is an input too', async () => {
    const model = await load(doubledLength(), { slots: 2 });
    const lengths = [1, 700, 3, 0, 20_000, 5, 20_000, 1];
    const results = await lastValueFrom(
      from(lengths).pipe(infer(model, { inputs: (n) => floats([1, n, 2], n) }), toArray()),
    );
    results.forEach(({ outputs, source }) => {
      expect(outputs.y?.dims).toEqual([1, source, 2]);
      expect(outputs.x?.dims).toEqual([1, source, 2]);
      const { data } = floats([1, source, 2], source);
      expect(data.every((value, i) => outputs.y?.data[i] === 2 * value && outputs.x?.data[i] === value)).toBe(
        true,
      );
    });
    expect(results).toHaveLength(8);
  });

  it('take a typed array whose length leaves one possibility', async () => {
    const model = await load(doubledLength());
    const { outputs } = await model.run(Float32Array.of(1, 2, 3, 4));
    expect(outputs.y?.dims).toEqual([1, 2, 2]);
    await expect(model.run(Float32Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });

  it('are asynchronous where the dims of the outputs are known', async () => {
    const model = await load(total(), { slots: 3 });
    const lengths = [1, 5000, 2, 30, 5000];
    const results = await lastValueFrom(
      from(lengths).pipe(
        infer(model, {
          callbackInterval: 2,
          inputs: (n) => ({ ...floats([1, n]), data: new Float32Array(n).fill(1) }),
        }),
        map(({ outputs }) => numbers(outputs.total)),
        toArray(),
      ),
    );
    expect(results).toEqual(lengths.map((n) => [n]));
  });
});

describe('values of a dynamic model', () => {
  it('share an execution if their dims are the same, and no other', async () => {
    const model = await load(rows());
    const inputs = (n: number) => floats([2, Math.floor(n / 6) % 2 ? 3 : 5], n);
    const results = await lastValueFrom(
      range(0, 30).pipe(infer(model, { inputs, batchSize: 4, maxQueueDelay: 1000 }), toArray()),
    );
    results.forEach(({ outputs, source }) => {
      const { dims, data } = inputs(source);
      expect(outputs.y?.dims).toEqual(dims);
      expect(numbers(outputs.y)).toEqual(Array.from(data, (value) => -value));
    });
    expect(results).toHaveLength(30);
    // Of 6 values with the same dims, 4 share one execution, and 2 the next.
    expect(model.stats().executions).toBe(10);
  });

  it('fail alone', async () => {
    const model = await load(pick(), { slots: 4 });
    const failures: unknown[] = [];
    const events: unknown[] = [];
    model.events$.subscribe((event) => events.push(event));
    const results = await lastValueFrom(
      from([1, 2, 9, 3, 0]).pipe(
        infer(model, {
          callbackInterval: 2,
          inputs: (n) => indices(n, 0),
          onFailure: 'drop',
          onDrop: (drop) => failures.push(drop),
        }),
        toArray(),
      ),
    );
    expect(failures).toEqual([9]);
    expect(results.map(({ outputs }) => numbers(outputs.picked))).toEqual([
      [10, 0],
      [20, 0],
      [30, 0],
      [0, 0],
    ]);
    // No instance was lost.
    expect(events).toEqual([]);
  });

  it('are retried, and fail with the error of the device when nothing helps', async () => {
    const model = await load(pick());
    const onFailure = { retry: { count: 2 } };
    await expect(
      lastValueFrom(of(9).pipe(infer(model, { inputs: (n: number) => indices(n), onFailure }))),
    ).rejects.toBeInstanceOf(AclError);
    expect(numbers((await model.run(indices(3))).outputs.picked)).toEqual([30]);
  });

  it('may be closed in the middle', async () => {
    const model = await load(nonZero(50_000), { slots: 8 });
    const outcome = lastValueFrom(
      range(0, 500).pipe(infer(model, { inputs: () => found(40_000, 50_000) }), toArray()),
    );
    const closed = expect(outcome).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await model.close();
    await closed;
  });
});

describe('development mode', () => {
  let device: Device;
  let model: Model;
  beforeAll(async () => {
    device = await openDevice({ library: 'embedded', development: true });
    model = await device.loadModel(folder.write('dynamic', doubledLength()));
  });
  afterAll(() => device.close());

  it('names an input that changes', async () => {
    const input = floats([1, 3000, 2]);
    const outcome = lastValueFrom(of(input).pipe(infer(model)));
    input.data[0] = 99;
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_INPUT_CHANGED' });
    expect((await model.run(floats([1, 2, 2]))).outputs.y?.dims).toEqual([1, 2, 2]);
  });
});
