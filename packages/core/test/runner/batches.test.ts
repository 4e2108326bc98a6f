import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const one = Float32Array.of(1);
const gears = [1, 2, 4, 8];

describe('the batches of a runner', () => {
  it('are formed of the calls of one turn', async () => {
    const model = createVirtualDevice().createModel({ gears });
    const runner = model.runner({ batchSize: 8 });
    await Promise.all(Array.from({ length: 64 }, () => runner.run(one)));
    expect(model.stats().executions).toBe(8);
    expectSettled(model, { submitted: 64, delivered: 64 });
    assertSettled(model);
  });

  it('do not keep a lone call waiting', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel({ gears });
    marbles(({ flush }) => {
      void model.runner({ batchSize: 8 }).run(one);
      flush();
      expect(asyncScheduler.now()).toBe(3);
    });
    expectSettled(model, { delivered: 1 });
  });

  it('take up calls that come one by one while two executions keep the device busy', () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ gears });
    marbles(({ flush }) => {
      const runner = model.runner({ batchSize: 8 });
      // Eight calls in the time of an execution.
      for (let n = 0; n < 80; n += 1) asyncScheduler.schedule(() => void runner.run(one), n * 1.25);
      flush();
    });
    // Without batches, 80.
    expect(model.stats().executions).toBeLessThanOrEqual(14);
    expectSettled(model, { delivered: 80 });
    assertSettled(model);
  });

  it('wait for maxQueueDelay where it is given', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel({ gears });
    marbles(({ flush }) => {
      const runner = model.runner({ batchSize: 8, maxQueueDelay: 20 });
      void runner.run(one);
      asyncScheduler.schedule(() => void runner.run(one), 10);
      flush();
      expect(asyncScheduler.now()).toBe(23);
    });
    expect(model.stats().executions).toBe(1);
    expectSettled(model, { delivered: 2 });
  });

  it('count calls, not batches, in maxQueueSize', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel({ slots: 1, gears });
    marbles(({ flush }) => {
      const runner = model.runner({ batchSize: 8, maxQueueSize: 10 });
      for (let n = 0; n < 30; n += 1) void runner.run(one).catch(() => {});
      flush();
    });
    expectSettled(model, { submitted: 30, delivered: 18, failed: 12 });
    expect(model.stats().executions).toBe(3);
    assertSettled(model);
  });
});
