import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const one = Float32Array.of(1);
const codes = async (calls: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map((outcome) =>
    outcome.status === 'fulfilled' ? 'ok' : (outcome.reason.code as string),
  );

describe('runner.close', () => {
  it('finishes what was called, and refuses later calls', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const runner = model.runner();
    const calls: Promise<unknown>[] = [];
    let closed: Promise<void> | undefined;
    marbles(({ flush }) => {
      calls.push(runner.run(one), runner.run(one), runner.run(one));
      closed = runner.close();
      expect(runner.close()).toBe(closed);
      calls.push(runner.run(one));
      flush();
    });
    await closed;
    expect(await codes(calls)).toEqual(['ok', 'ok', 'ok', 'ERR_CLOSED']);
    expectSettled(model, { submitted: 3, delivered: 3 });
    expect(model.stats().pipelines).toEqual([]);
    // The model stays open.
    await model.run(one);
  });

  it('of a runner that was never used resolves, and opens no pipeline', async () => {
    const model = createVirtualDevice().createModel();
    {
      await using runner = model.runner();
      expect(runner.close).toBeDefined();
    }
    expectSettled(model, { submitted: 0 });
  });

  it('inside of the inputs that it makes start: there is one end, and no later call', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ gears: [1, 2, 4, 8] });
    const calls: Promise<unknown>[] = [];
    const ends: Promise<void>[] = [];
    const runner = model.runner({
      batchSize: 8,
      maxQueueDelay: 1000,
      inputs: (n: number) => {
        if (n === 0) {
          ends.push(runner.close());
          calls.push(runner.run(2));
        }
        return one;
      },
    });
    marbles(({ flush }) => {
      calls.push(runner.run(0), runner.run(1));
      asyncScheduler.schedule(() => ends.push(runner.close()), 5);
      flush();
    });
    expect(new Set(ends).size).toBe(1);
    await Promise.all(ends);
    expect((await codes(calls)).sort()).toEqual(['ERR_CLOSED', 'ok', 'ok']);
  });

  it('starts a batch that is not full', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ gears: [1, 2, 4, 8] });
    const runner = model.runner({ batchSize: 8, maxQueueDelay: 1000 });
    const calls: Promise<unknown>[] = [];
    marbles(({ flush }) => {
      calls.push(runner.run(one), runner.run(one));
      asyncScheduler.schedule(() => void runner.close(), 5);
      flush();
      expect(asyncScheduler.now()).toBe(15);
    });
    expect(await codes(calls)).toEqual(['ok', 'ok']);
  });
});

describe('model.close', () => {
  it('finishes the calls that have a slot, and rejects the rest', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 2 });
    const calls: Promise<unknown>[] = [];
    let closed: Promise<void> | undefined;
    marbles(({ flush }) => {
      for (let n = 0; n < 5; n += 1) calls.push(model.run(one));
      asyncScheduler.schedule(() => {
        closed = model.close();
        calls.push(model.run(one));
      }, 5);
      flush();
    });
    await closed;
    expect(await codes(calls)).toEqual(['ok', 'ok', 'ERR_CLOSED', 'ERR_CLOSED', 'ERR_CLOSED', 'ERR_CLOSED']);
    expectSettled(model, { delivered: 2, cancelled: 3, submitted: 5 });
    assertSettled(model);
    await expect(model.run(one)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('from the inputs of a call ends everything', async () => {
    const model = createVirtualDevice().createModel({ slots: 2 });
    let closed: Promise<void> | undefined;
    const runner = model.runner({
      inputs: (n: number) => {
        if (n === 2) closed = model.close();
        return one;
      },
    });
    expect(await codes([1, 2, 3].map((n) => runner.run(n)))).toEqual(['ok', 'ERR_CLOSED', 'ERR_CLOSED']);
    await closed;
    await runner.close();
    assertSettled(model);
  });

  it('beside a runner that is closing: both end', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const runner = model.runner();
    const calls: Promise<unknown>[] = [];
    const ends: Promise<void>[] = [];
    marbles(({ flush }) => {
      calls.push(runner.run(one), runner.run(one));
      ends.push(runner.close(), model.close());
      flush();
    });
    await Promise.all(ends);
    expect(await codes(calls)).toEqual(['ok', 'ERR_CLOSED']);
    assertSettled(model);
  });
});

describe('a runner over runs of a TestScheduler', () => {
  it('begins anew after a run that was interrupted', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const abort = new AbortController();
    expect(() =>
      marbles(({ flush }) => {
        void model.run(one, { timeout: 50, signal: abort.signal });
        asyncScheduler.schedule(() => {
          throw new Error('a handler');
        }, 5);
        flush();
      }),
    ).toThrow('a handler');
    await Promise.resolve();
    const calls: Promise<unknown>[] = [];
    marbles(({ flush }) => {
      calls.push(model.run(one), model.run(one), model.run(one, { timeout: 15 }));
      asyncScheduler.schedule(() => abort.abort(), 5);
      flush();
    });
    expect(await codes(calls)).toEqual(['ok', 'ok', 'ERR_TIMEOUT']);
    expectSettled(model, { submitted: 3, delivered: 2, cancelled: 1 });
  });
});
