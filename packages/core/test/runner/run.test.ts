import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AscendRxError, InferTimeoutError } from '../../src/index.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const double = ({ x }: { x?: { data: ArrayLike<number | bigint> } }) => ({ y: [2 * Number(x?.data[0])] });
const one = Float32Array.of(1);

describe('model.run', () => {
  it('gives the result of one value', async () => {
    const model = createVirtualDevice().createModel({ compute: double });
    const { source, outputs, index } = await model.run(Float32Array.of(21));
    expect([...(source as Float32Array)]).toEqual([21]);
    expect(outputs.y.data[0]).toBe(42);
    expect(index).toBe(0);
    expectSettled(model, { submitted: 1, delivered: 1 });
    expect(model.stats().pipelines).toEqual([
      { label: 'run', ledger: expect.objectContaining({ delivered: 1 }) },
    ]);
    assertSettled(model);
  });

  it('opens no pipeline before the first call', () => {
    const model = createVirtualDevice().createModel();
    model.runner({ label: 'idle' });
    expect(model.stats().pipelines).toEqual([]);
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

  it('keeps maxQueueSize: a thousand at once', async () => {
    const model = createVirtualDevice().createModel({ slots: 4 });
    const runner = model.runner({ maxQueueSize: 100 });
    const calls = Array.from({ length: 1000 }, () => runner.run(one));
    expect(model.stats().ledger).toMatchObject({ submitted: 1000, waiting: 100, inFlight: 4, failed: 896 });
    const outcomes = await Promise.allSettled(calls);
    const failed = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(failed).toHaveLength(896);
    for (const { reason } of failed) {
      expect(reason).toBeInstanceOf(AscendRxError);
      expect(reason.code).toBe('ERR_OVERFLOW');
    }
    expectSettled(model, { submitted: 1000, delivered: 104, failed: 896 });
    assertSettled(model);
  });

  it('takes a thousand at once by default, whatever the number of slots', async () => {
    const model = createVirtualDevice().createModel({ slots: 1 });
    await Promise.all(Array.from({ length: 1000 }, () => model.run(one)));
    expectSettled(model, { submitted: 1000, delivered: 1000 });
  });

  it('times out, counted from the call', () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const reasons: unknown[] = [];
    marbles(({ flush }) => {
      void model.run(one);
      void model.run(one, { timeout: 15 }).catch((reason) => reasons.push(reason));
      flush();
    });
    expectSettled(model, { submitted: 2, delivered: 1, cancelled: 1 });
    assertSettled(model);
    return Promise.resolve().then(() => expect(reasons).toEqual([new InferTimeoutError(15)]));
  });
});
