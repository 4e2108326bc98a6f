import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, mergeMap, of } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AscendRxError, type InferInputs, infer, type Model } from '../../src/index.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const double = ({ x }: { x?: { data: ArrayLike<number | bigint> } }) => ({ y: [2 * Number(x?.data[0])] });
const one = Float32Array.of(1);

/** The frame in which each execution was submitted and each callback launched. */
const counts = (model: Model) => {
  const { executions, callbacks } = model.stats();
  return { executions, callbacks };
};

describe('model.run', () => {
  it('gives the result of one value', async () => {
    const model = createVirtualDevice().createModel({ compute: double });
    const value = Float32Array.of(21);
    const { source, outputs, index } = await model.run(value);
    expect(source).toBe(value);
    expect(outputs.y.data[0]).toBe(42);
    expect(index).toBe(0);
    expectSettled(model, { submitted: 1, delivered: 1 });
    expect(model.stats().pipelines).toMatchObject([{ label: 'run', ledger: { delivered: 1 } }]);
    assertSettled(model);
  });

  it('opens no pipeline before the first call', () => {
    const model = createVirtualDevice().createModel();
    model.runner({ label: 'idle' });
    expect(model.stats().pipelines).toEqual([]);
  });

  it('leaves nothing scheduled when it is idle', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    marbles(({ flush }) => {
      void model.run(one, { timeout: 1_000_000 });
      flush();
      // A timer that is left would have made time pass.
      expect(asyncScheduler.now()).toBe(3);
    });
    assertSettled(model);
  });

  it('rejects a call whose input does not fit, and no other', async () => {
    const model = createVirtualDevice().createModel({ compute: double });
    const calls = [model.run(one), model.run(new Float32Array(2)), model.run(Float32Array.of(3))];
    const [first, second, third] = await Promise.allSettled(calls);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ERR_INPUT' } });
    expect(third).toMatchObject({
      status: 'fulfilled',
      value: { outputs: { y: { data: Float32Array.of(6) } } },
    });
    expectSettled(model, { submitted: 3, delivered: 2, failed: 1 });
  });

  it('rejects a call whose inputs throw, and no other', async () => {
    const model = createVirtualDevice().createModel({ compute: double });
    const inputs = (n: number) => {
      if (n === 2) throw new Error('two');
      return Float32Array.of(n);
    };
    const runner = model.runner({ inputs });
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => runner.run(n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: new Error('two') });
    expectSettled(model, { submitted: 3, delivered: 2, failed: 1 });
  });

  it('keeps maxQueueSize: a thousand at once', async () => {
    const model = createVirtualDevice().createModel({ slots: 4 });
    const runner = model.runner({ maxQueueSize: 100 });
    const calls = Array.from({ length: 1000 }, () => runner.run(one));
    expect(model.stats().ledger).toMatchObject({ submitted: 1000, waiting: 100, inFlight: 4, failed: 896 });
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.slice(0, 104).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const outcome of outcomes.slice(104)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_OVERFLOW' } });
    }
    expect((outcomes[104] as PromiseRejectedResult).reason).toBeInstanceOf(AscendRxError);
    expectSettled(model, { submitted: 1000, delivered: 104, failed: 896 });
    assertSettled(model);
    // The runner goes on.
    await runner.run(one);
  });

  it('takes a thousand at once by default, whatever the number of slots', async () => {
    const model = createVirtualDevice().createModel({ slots: 1 });
    await Promise.all(Array.from({ length: 1000 }, () => model.run(one)));
    expectSettled(model, { submitted: 1000, delivered: 1000 });
  });

  it('gives at most maxInFlight calls a slot, in callbacks of its blockType', async () => {
    const model = createVirtualDevice().createModel({ slots: 8 });
    const runner = model.runner({ maxInFlight: 3, blockType: 'no-block' });
    const calls = Array.from({ length: 8 }, () => runner.run(one));
    expect(model.busySlots).toBe(3);
    expect(model.stats().ledger).toMatchObject({ inFlight: 3, waiting: 5 });
    await Promise.all(calls);
    expectSettled(model, { submitted: 8, delivered: 8 });
  });

  it('tells its recorder what happens to calls', async () => {
    const model = createVirtualDevice().createModel({ slots: 1 });
    const abort = new AbortController();
    const types: string[] = [];
    const runner = model.runner({
      recorder: { on: ({ type }) => void types.push(type) },
      callbackInterval: 1,
    });
    const calls = [runner.run(one), runner.run(one, { signal: abort.signal })];
    abort.abort();
    await Promise.allSettled(calls);
    await runner.close();
    expect(types).toEqual([
      'open',
      'submit',
      'start',
      'launch',
      'submit',
      'cancel',
      'callback',
      'emit',
      'sourceComplete',
      'end',
    ]);
  });

  it('takes turns with a pipeline', () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const order: string[] = [];
    marbles(({ cold, flush }) => {
      const results = cold('(abcd)').pipe(infer(model, { inputs: () => one }));
      results.subscribe(({ source }) => order.push(`${source} at ${asyncScheduler.now()}`));
      const runner = model.runner({
        inputs: (n: number) => {
          order.push(`call ${n} at ${asyncScheduler.now()}`);
          return one;
        },
      });
      asyncScheduler.schedule(() => {
        for (const n of [1, 2, 3]) void runner.run(n);
      }, 1);
      flush();
    });
    // The pipeline came first; from then on, each has every second slot.
    const expected = [
      'a at 10',
      'call 1 at 20',
      'b at 20',
      'c at 40',
      'call 2 at 40',
      'call 3 at 60',
      'd at 60',
    ];
    expect([...order].sort()).toEqual([...expected].sort());
    expectSettled(model, { submitted: 7, delivered: 7 });
    assertSettled(model);
  });

  it.each([
    ['model', (model: Model) => model.run],
    ['runner', (model: Model) => model.runner().run],
  ])('says what to write where it is called without its %s', (name, detach) => {
    const model = createVirtualDevice().createModel() as Model;
    const errors: unknown[] = [];
    of(one)
      .pipe(mergeMap(detach(model) as (value: InferInputs) => Promise<unknown>))
      .subscribe({ error: (error) => errors.push(error) });
    const message = `\`run\` was called without its ${name}: write (x) => ${name}.run(x)`;
    expect(errors).toEqual([new TypeError(message)]);
    expectSettled(model, { submitted: 0 });
  });

  it.each([
    [{ signal: {} }, 'Expected an AbortSignal for `signal` but received an empty object'],
    [
      { signal: new AbortController() },
      'Expected an AbortSignal for `signal` but received an object of class AbortController',
    ],
    [{ timeout: -1 }, 'Expected a number of milliseconds ≥ 0 for `timeout` but received -1'],
    [{ timeOut: 1 }, 'run has no option `timeOut`: did you mean `timeout`?'],
  ])('rejects wrong options: %j', async (options, message) => {
    const model = createVirtualDevice().createModel();
    await expect(model.run(one, options as object)).rejects.toThrow(message);
    expectSettled(model, { submitted: 0 });
  });

  it.each([
    [{ callbackInterval: 0 }, 'Expected an integer from 1 to `maxInFlight` (100) for `callbackInterval`'],
    [
      { callbackInterval: 5, maxInFlight: 4 },
      'from 1 to `maxInFlight` (4) for `callbackInterval` but received 5',
    ],
    [{ maxInFlight: 0 }, 'for `maxInFlight` but received 0'],
    [{ overflow: 'buffer' }, 'runner has no option `overflow`'],
    [{ batchSize: 2 }, 'as the model takes one input at a time'],
    [{ batchSize: 'many' }, "for `batchSize` but received 'many'"],
    [{ maxInFlight: 'many' }, "Expected an integer ≥ 1 for `maxInFlight` but received 'many'"],
  ])('refuses wrong options of a runner: %j', (config, message) => {
    const model = createVirtualDevice().createModel();
    expect(() => model.runner(config as object)).toThrow(message);
  });
});

describe('the groups of a runner', () => {
  it('close a lone call at once', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    marbles(({ flush }) => {
      const runner = model.runner({ callbackInterval: 8 });
      void runner.run(one);
      asyncScheduler.schedule(() => expect(counts(model)).toEqual({ executions: 1, callbacks: 1 }), 1);
      flush();
      expect(asyncScheduler.now()).toBe(3);
    });
    expectSettled(model, { delivered: 1 });
  });

  it('share a callback among the calls of one turn', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    marbles(({ flush }) => {
      const runner = model.runner({ callbackInterval: 8 });
      for (let n = 0; n < 20; n += 1) void runner.run(one);
      flush();
    });
    expect(counts(model)).toEqual({ executions: 20, callbacks: 3 });
    expectSettled(model, { delivered: 20 });
  });

  it('grow while executions are short', async () => {
    const model = createVirtualDevice().createModel();
    for (let n = 0; n < 20; n += 1) await Promise.all(Array.from({ length: 32 }, () => model.run(one)));
    const before = counts(model);
    await Promise.all(Array.from({ length: 64 }, () => model.run(one)));
    const { executions, callbacks } = counts(model);
    expect(executions - before.executions).toBe(64);
    expect(callbacks - before.callbacks).toBe(2);
  });

  it('have one execution each while executions are long', () => {
    const model = createVirtualDevice({ serviceTime: 5 }).createModel();
    marbles(({ flush }) => {
      for (let turn = 0; turn < 5; turn += 1) {
        for (let n = 0; n < 10; n += 1) void model.run(one);
        flush();
      }
    });
    expect(counts(model)).toEqual({ executions: 50, callbacks: 50 });
  });
});
