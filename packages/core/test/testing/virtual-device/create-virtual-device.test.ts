import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map, type Observable, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { marbles } from '../../../../../test/support/marbles.js';
import {
  AclError,
  float32ToFloat16,
  type InferConfig,
  infer,
  type Model,
  type Tensor,
  type TensorType,
} from '../../../src/index.js';
import { tensorArrays } from '../../../src/tensors/tensor-arrays.js';
import {
  assertSettled,
  createVirtualDevice,
  type FaultPlan,
  withFaults,
} from '../../../src/testing/index.js';

const through =
  <T>(model: Model, config: InferConfig<T> = {}) =>
  (source: Observable<T>) =>
    source.pipe(
      infer(model, { inputs: () => Float32Array.of(1), ...config }),
      map((result) => result.source),
    );

describe('time on a virtual device', () => {
  it('passes while the execution stream executes one inference after the other', () => {
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel();
      const source = cold('(abc|)                         ');
      const expected = '   10ms a 9ms b 9ms (c|)';
      expectObservable(source.pipe(through(model))).toBe(expected);
    });
  });

  it('follows the service time of the model if it has one', () => {
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel({ serviceTime: 2 });
      expectObservable(cold('(ab|)').pipe(through(model))).toBe('--a-(b|)');
    });
  });

  it('passes in blocking callbacks, which stop the execution stream', () => {
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice({ serviceTime: 2, callbackTime: 3 }).createModel();
      expectObservable(cold('(ab|)').pipe(through(model))).toBe('-----a----(b|)');
    });
  });

  it('passes in the callbacks of one model after the other, because a device has one report thread', () => {
    marbles(({ cold, expectObservable }) => {
      const device = createVirtualDevice({ serviceTime: 2, callbackTime: 3 });
      expectObservable(cold('(a|)').pipe(through(device.createModel()))).toBe('-----(a|)');
      expectObservable(cold('(b|)').pipe(through(device.createModel()))).toBe('--------(b|)');
      const other = createVirtualDevice({ serviceTime: 2, callbackTime: 3 });
      expectObservable(cold('(c|)').pipe(through(other.createModel()))).toBe('-----(c|)');
    });
  });

  it('is virtual in every run of a TestScheduler, also if the device was made outside', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    for (let run = 0; run < 3; run += 1) {
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('-a-|').pipe(through(model))).toBe('----(a|)');
      });
    }
    assertSettled(model);
  });

  it('is the time of the scheduler option', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    const model = createVirtualDevice({ serviceTime: 20, scheduler }).createModel();
    const source = scheduler.createColdObservable('-a-b-|');
    scheduler.expectObservable(source.pipe(through(model))).toBe('---a-(b|)');
    scheduler.flush();
    assertSettled(model);
  });

  it('is the time of asyncScheduler by default', () => {
    expect(createVirtualDevice().scheduler).toBe(asyncScheduler);
  });
});

describe('values on a virtual device', () => {
  const types = Object.keys(tensorArrays) as TensorType[];

  it.each(types)('of type %s are copied from input to output, with dims', (type) => {
    marbles(({ flush }) => {
      const info = { type, dims: [2, 3] };
      const model = createVirtualDevice().createModel({
        inputs: [{ name: 'in', ...info }],
        outputs: [{ name: 'out', ...info }],
      });
      const data = new tensorArrays[type](6);
      for (let n = 0; n < 6; n += 1) data[n] = typeof data[n] === 'bigint' ? BigInt(n) : n;
      const results: unknown[] = [];
      of({ type, dims: [2, 3], data } as Tensor)
        .pipe(infer(model))
        .subscribe(({ outputs }) => results.push(outputs));
      flush();
      expect(results).toEqual([{ out: { type, dims: [2, 3], data } }]);
    });
  });

  it('of several inputs and outputs are matched by name, for each execution of a group', () => {
    marbles(({ cold, flush }) => {
      const scalar = { type: 'float32', dims: [1] } as const;
      const model = createVirtualDevice().createModel({
        inputs: [
          { name: 'a', ...scalar },
          { name: 'b', ...scalar },
        ],
        outputs: [
          { name: 'sum', ...scalar },
          { name: 'difference', ...scalar },
        ],
        compute: ({ a, b }) => {
          const [x, y] = [Number(a?.data[0]), Number(b?.data[0])];
          return { difference: [x - y], sum: [x + y] };
        },
      });
      const seen: number[][] = [];
      const inputs = (n: number) => ({ b: Float32Array.of(n), a: Float32Array.of(10) });
      cold('(ab|)', { a: 1, b: 2 })
        .pipe(infer(model, { inputs, callbackInterval: 2 }))
        .subscribe(({ outputs }) =>
          seen.push(
            ['sum', 'difference'].map((name) => Number(outputs[name as 'sum' | 'difference'].data[0])),
          ),
        );
      flush();
      expect(seen).toEqual([
        [11, 9],
        [12, 8],
      ]);
    });
  });

  it('are read from the input when the inference ends', () => {
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice({ serviceTime: 3 }).createModel();
      const frame = Float32Array.of(1);
      const results = cold('a|').pipe(
        infer(model, { inputs: () => frame }),
        map(({ outputs }) => String(outputs.y?.data[0])),
      );
      cold('-x').subscribe(() => {
        frame[0] = 2;
      });
      expectObservable(results).toBe('---(2|)');
    });
  });

  it('with the wrong number of elements are a failure on the device', () => {
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice().createModel({ compute: () => ({ y: [1, 2] }) });
      const detail = 'compute returned 2 elements for the output `y`, which has 1';
      const error = new AclError('aclrtSynchronizeStream', 507011, detail);
      expectObservable(cold('a').pipe(through(model))).toBe('#', undefined, error);
    });
  });
});

describe('a float16 output of compute', () => {
  const run = (value: unknown) => {
    const seen: unknown[] = [];
    marbles(({ flush }) => {
      const model = createVirtualDevice().createModel({
        outputs: [{ name: 'y', type: 'float16', dims: [2] }],
        compute: () => ({ y: value as Uint16Array }),
      });
      of(Float32Array.of(1))
        .pipe(infer(model))
        .subscribe({
          next: ({ outputs }) => seen.push(outputs.y.data),
          error: ({ cause }) => seen.push(cause),
        });
      flush();
    });
    return seen;
  };

  it('has the bits of its values', () => {
    const bits = float32ToFloat16([1.5, -2]);
    expect(run(bits)).toEqual([bits]);
    const { Float16Array } = globalThis as { Float16Array?: { of(...values: number[]): unknown } };
    if (Float16Array) expect(run(Float16Array.of(1.5, -2))).toEqual([bits]);
  });

  it.each([
    ['an array of 2', [1.5, -2]],
    ['Float32Array of 8 bytes', Float32Array.of(1.5, -2)],
  ])('is not %s, whose numbers would be taken for bits', (received, value) => {
    const message =
      `Expected a Uint16Array with the bits of float16 values for \`y\` but received ${received}. ` +
      'float32ToFloat16 makes one';
    expect(run(value)).toEqual([new Error(message)]);
  });
});

describe('an exception in compute', () => {
  it.each([new Error('lens'), 'lens'])('is the cause of the error: %s', (thrown) => {
    marbles(({ flush }) => {
      const compute = () => {
        throw thrown;
      };
      const errors: unknown[] = [];
      of(1)
        .pipe(through(createVirtualDevice().createModel({ compute })))
        .subscribe({ error: (error) => errors.push(error) });
      flush();
      expect(errors).toEqual([expect.any(AclError)]);
      expect(errors).toMatchObject([{ code: 507011, message: expect.stringContaining('lens') }]);
      expect((errors[0] as Error).cause).toBe(thrown);
    });
  });
});

describe('faults on a virtual device', () => {
  const model = (faults: FaultPlan, fail?: () => void) =>
    withFaults(createVirtualDevice({ serviceTime: 1 }), faults).createModel({
      ...(fail && {
        compute: () => {
          fail();
          return { y: [0] };
        },
      }),
    });

  it('at submission fail one input, after the results before it', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const refusing = model({ submissions: { 1: 100000 } });
      const error = new AclError('aclmdlExecuteAsync', 100000);
      expectObservable(cold('(abc|)').pipe(through(refusing, { callbackInterval: 3 }))).toBe(
        '--(a#)',
        undefined,
        error,
      );
      flush();
      expect(refusing.stats().ledger).toMatchObject({ delivered: 1, failed: 1, cancelled: 1 });
      assertSettled(refusing);
    });
  });

  it('at submission do not affect other pipelines and their values', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const refusing = model({ submissions: { 0: 100000 } });
      const error = new AclError('aclmdlExecuteAsync', 100000);
      expectObservable(cold('(a|)').pipe(through(refusing))).toBe('#', undefined, error);
      expectObservable(cold('(bc|)').pipe(through(refusing, { callbackInterval: 2 }))).toBe('--(bc|)');
      flush();
      assertSettled(refusing);
    });
  });

  it('at the launch lose no results', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const refusing = model({ launches: [0, 1] });
      expectObservable(cold('(abc|)').pipe(through(refusing))).toBe('-ab(c|)');
      flush();
      assertSettled(refusing);
    });
  });

  it('in a rebuild make waiting inputs wait for the next rebuild', () => {
    marbles(({ cold, expectObservable, flush }) => {
      let failures = 1;
      const failing = model({ rebuilds: { 0: 500000 } }, () => {
        if (failures-- > 0) throw new Error('once');
      });
      const failed = new AclError('aclrtSynchronizeStream', 507011, 'once');
      expectObservable(cold('a').pipe(through(failing))).toBe('-#', undefined, failed);
      expectObservable(cold('--a|').pipe(through(failing))).toBe('101ms -(a|)');
      flush();
      assertSettled(failing);
    });
  });
});

describe('close of a virtual device', () => {
  it('closes its models, and may be called again', async () => {
    const device = createVirtualDevice();
    const model = device.createModel();
    const errors: unknown[] = [];
    await Promise.all([device.close(), device.close()]);
    await device[Symbol.asyncDispose]();
    of(1)
      .pipe(through(model))
      .subscribe({ error: (error) => errors.push(error.code) });
    expect(errors).toEqual(['ERR_CLOSED']);
    expect(() => device.createModel()).toThrow('The device is closed. Create another one.');
  });
});
