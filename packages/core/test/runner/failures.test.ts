import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AclError, type Drop, type InferFailure } from '../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';

const inputs = (n: number) => Float32Array.of(n);
const double = ({ x }: { x?: { data: ArrayLike<number | bigint> } }) => ({ y: [2 * Number(x?.data[0])] });

/** A model whose `failing`-th computations fail, counted from 0. */
function failingModel(failing: readonly number[], options: { slots?: number; instances?: number } = {}) {
  let computed = 0;
  return createVirtualDevice({ serviceTime: 2 }).createModel({
    ...options,
    compute: (tensors) => {
      computed += 1;
      if (failing.includes(computed - 1)) throw new Error('compute');
      return double(tensors);
    },
  });
}

const statuses = async (calls: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map(({ status }) => (status === 'fulfilled' ? '+' : '-')).join('');

describe('failures of calls', () => {
  it('reject the calls that the device lost; the runner goes on after the rebuild', async () => {
    const model = failingModel([3], { slots: 2 });
    const runner = model.runner({ inputs });
    const calls: Promise<unknown>[] = [];
    marbles(({ flush }) => {
      for (let n = 0; n < 10; n += 1) calls.push(runner.run(n));
      flush();
    });
    const outcomes = await Promise.allSettled(calls);
    const failed = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(2);
    for (const { reason } of failed) expect(reason).toBeInstanceOf(AclError);
    expectSettled(model, { submitted: 10, failed: failed.length, delivered: 10 - failed.length });
    assertSettled(model);
  });

  it('are mended by retries, over rebuilds', async () => {
    const model = failingModel([1, 4, 9], { slots: 2, instances: 2 });
    const failures: InferFailure<number>[] = [];
    const runner = model.runner({
      inputs,
      onFailure: (failure) => {
        failures.push(failure);
        return { retry: { count: 5, delay: 3 } };
      },
    });
    const calls: Promise<{ source: number; outputs: { y: { data: ArrayLike<number | bigint> } } }>[] = [];
    marbles(({ flush }) => {
      for (let n = 0; n < 20; n += 1) calls.push(runner.run(n));
      flush();
    });
    const results = await Promise.all(calls);
    results.forEach(({ source, outputs }, n) => {
      expect(source).toBe(n);
      expect(outputs.y.data[0]).toBe(2 * n);
    });
    // The failure names the value of the call.
    for (const { source, index } of failures) expect(source).toBe(index);
    expect(failures.length).toBeGreaterThanOrEqual(3);
    expectSettled(model, { submitted: 20, delivered: 20 });
    assertSettled(model);
  });

  it('that are dropped reject the call, too, and are counted as dropped', async () => {
    const model = failingModel([0], { slots: 1 });
    const drops: Drop[] = [];
    model.dropped$.subscribe((drop) => drops.push(drop));
    const runner = model.runner({ inputs, onFailure: 'drop', label: 'handlers' });
    const calls: Promise<unknown>[] = [];
    marbles(({ flush }) => {
      calls.push(runner.run(7), runner.run(8));
      flush();
    });
    expect(await statuses(calls)).toBe('-+');
    expect(drops).toMatchObject([{ label: 'handlers', source: 7, index: 0, cause: 'failure' }]);
    expectSettled(model, { submitted: 2, delivered: 1, dropped: 1 });
  });

  it('for which onFailure throws reject that call with what it threw', async () => {
    const model = failingModel([0], { slots: 1 });
    const runner = model.runner({
      inputs,
      onFailure: () => {
        throw new Error('of the policy');
      },
    });
    const calls: Promise<unknown>[] = [];
    marbles(({ flush }) => {
      calls.push(runner.run(7), runner.run(8));
      flush();
    });
    const [first, second] = await Promise.allSettled(calls);
    expect(first).toMatchObject({ status: 'rejected', reason: new Error('of the policy') });
    expect(second).toMatchObject({ status: 'fulfilled' });
    expectSettled(model, { submitted: 2, delivered: 1, failed: 1 });
  });

  it('at submission reject that call alone, and give its slot back', async () => {
    const device = withFaults(createVirtualDevice(), { submissions: { 1: 507011 } });
    const model = device.createModel({ slots: 2, compute: double });
    const calls = [1, 2, 3].map((n) => model.run(inputs(n)));
    expect(await statuses(calls)).toBe('+-+');
    expectSettled(model, { submitted: 3, delivered: 2, failed: 1 });
    assertSettled(model);
  });

  it('by the removal of all instances reject every call, and later ones', async () => {
    const model = createVirtualDevice({ serviceTime: 2 }).createModel({
      slots: 2,
      compute: () => {
        throw new Error('compute');
      },
    });
    const runner = model.runner({ inputs, onFailure: { retry: { count: 100 } } });
    const calls: Promise<unknown>[] = [];
    marbles(({ flush }) => {
      for (let n = 0; n < 5; n += 1) calls.push(runner.run(n));
      flush();
    });
    calls.push(runner.run(6));
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_NO_INSTANCE' } });
    }
    // The last one was not submitted.
    expectSettled(model, { submitted: 5, cancelled: 5 });
  });

  it('that are drops reject with their error, also if a subscriber of dropped$ closes the runner or the model', async () => {
    for (const closes of ['runner', 'model'] as const) {
      const model = createVirtualDevice().createModel();
      const runner = model.runner({ onFailure: 'drop' });
      let closed: Promise<void> | undefined;
      model.dropped$.subscribe(() => {
        closed = closes === 'runner' ? runner.close() : model.close();
      });
      await expect(runner.run(new Float32Array(2))).rejects.toMatchObject({ code: 'ERR_INPUT' });
      await closed;
      expectSettled(model, { submitted: 1, dropped: 1 });
    }
  });
});
