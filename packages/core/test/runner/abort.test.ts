import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { InferTimeoutError, type RunOptions } from '../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const one = Float32Array.of(1);
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

/** What becomes of calls: `1 ok`, `2 reason`, in the order in which they are settled. */
function outcomes() {
  const list: string[] = [];
  const note = (n: number, call: Promise<unknown>) =>
    void call.then(
      () => list.push(`${n} ok`),
      (reason) => list.push(`${n} ${reason instanceof Error ? reason.message : reason}`),
    );
  return { list, note };
}

describe('abort', () => {
  it('before the call: nothing is submitted', async () => {
    const model = createVirtualDevice().createModel();
    await expect(model.run(one, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expectSettled(model, { submitted: 0 });
    expect(model.stats().pipelines).toEqual([]);
  });

  it('while it waits: it leaves the queue at once, and makes room', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const { list, note } = outcomes();
    marbles(({ flush }) => {
      const runner = model.runner({ maxQueueSize: 2 });
      const abort = new AbortController();
      note(0, runner.run(one));
      note(1, runner.run(one, { signal: abort.signal }));
      note(2, runner.run(one));
      note(3, runner.run(one));
      asyncScheduler.schedule(() => {
        abort.abort('enough');
        expect(model.stats().ledger).toMatchObject({ waiting: 1, inFlight: 1, cancelled: 1, failed: 1 });
        note(4, runner.run(one));
      }, 5);
      flush();
      expect(asyncScheduler.now()).toBe(30);
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(list.sort()).toEqual([
      '0 ok',
      '1 enough',
      '2 ok',
      '3 No slot is free for input 3, and 2 wait already (`maxQueueSize`)',
      '4 ok',
    ]);
    expectSettled(model, { submitted: 5, delivered: 3, cancelled: 1, failed: 1 });
    expect(model.stats().executions).toBe(3);
    assertSettled(model);
  });

  it('on the device: the slot comes back when the device is done', () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const { note } = outcomes();
    marbles(({ flush }) => {
      const abort = new AbortController();
      note(0, model.run(one, { signal: abort.signal }));
      note(1, model.run(one));
      asyncScheduler.schedule(() => {
        abort.abort();
        expect(model.stats().ledger).toMatchObject({ waiting: 1, inFlight: 0, cancelled: 1 });
        expect(model.busySlots).toBe(1);
      }, 5);
      flush();
      expect(asyncScheduler.now()).toBe(20);
    });
    expectSettled(model, { submitted: 2, delivered: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('of one input of a batch leaves the others alone', () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1, gears: [1, 2, 4] });
    const { note } = outcomes();
    marbles(({ flush }) => {
      const runner = model.runner({ batchSize: 4 });
      const abort = new AbortController();
      for (let n = 0; n < 4; n += 1) note(n, runner.run(one, n === 1 ? { signal: abort.signal } : {}));
      asyncScheduler.schedule(() => abort.abort(), 5);
      flush();
    });
    expectSettled(model, { submitted: 4, delivered: 3, cancelled: 1 });
    assertSettled(model);
  });

  it('by the inputs of another call, whose batch the call was to share', async () => {
    const model = createVirtualDevice().createModel({ gears: [1, 2, 4] });
    const { list, note } = outcomes();
    const aborts = [0, 1, 2].map(() => new AbortController());
    const runner = model.runner({
      batchSize: 4,
      inputs: (n: number) => {
        if (n === 1) for (const each of aborts) each.abort('by the second');
        assertBalanced(model);
        return one;
      },
    });
    const calls = [0, 1, 2, 3].map((n) => {
      const signal = aborts[n]?.signal;
      return runner.run(n, signal ? { signal } : {});
    });
    for (const [n, call] of calls.entries()) note(n, call);
    await Promise.allSettled(calls);
    expect(list.sort()).toEqual(['0 by the second', '1 by the second', '2 by the second', '3 ok']);
    expectSettled(model, { submitted: 4, delivered: 1, cancelled: 3 });
    assertSettled(model);
  });

  it('while it waits to be executed again: nothing keeps waiting', () => {
    const model = createVirtualDevice({ serviceTime: 2 }).createModel({
      compute: () => {
        throw new Error('compute');
      },
    });
    marbles(({ flush }) => {
      const abort = new AbortController();
      const runner = model.runner({ onFailure: { retry: { count: 3, delay: 1000 } } });
      void runner.run(one, { signal: abort.signal }).catch(() => {});
      asyncScheduler.schedule(() => abort.abort(), 10);
      flush();
      expect(asyncScheduler.now()).toBe(10);
    });
    expectSettled(model, { submitted: 1, cancelled: 1 });
  });

  it('of a signal that many calls share ends them all, by one listener', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 4 });
    const abort = new AbortController();
    const { list, note } = outcomes();
    marbles(({ flush }) => {
      const runners = [model.runner(), model.runner()];
      for (let n = 0; n < 100; n += 1) {
        note(n, (runners[n % 2] as (typeof runners)[0]).run(one, { signal: abort.signal }));
      }
      expect(listeners(abort.signal)).toBe(2);
      asyncScheduler.schedule(() => abort.abort('all'), 15);
      flush();
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(list.filter((line) => line.endsWith(' ok'))).toHaveLength(1);
    expect(list.filter((line) => line.endsWith(' all'))).toHaveLength(99);
    expect(listeners(abort.signal)).toBe(0);
    expectSettled(model, { submitted: 100, delivered: 1, cancelled: 99 });
    assertSettled(model);
  });

  it('takes its listener from the signal at the end of every call', async () => {
    const model = createVirtualDevice().createModel({ slots: 4 });
    const { signal } = new AbortController();
    const runner = model.runner({ maxQueueSize: 10, inputs: (n: number) => new Float32Array(n) });
    // Results, failures, overflow, timeouts.
    const options = (n: number): RunOptions => (n % 3 === 0 ? { signal, timeout: 1000 } : { signal });
    const calls = Array.from({ length: 100 }, (_, n) => runner.run(1 + (n % 2), options(n)));
    expect(listeners(signal)).toBeGreaterThan(0);
    await Promise.allSettled(calls);
    expect(listeners(signal)).toBe(0);
    await runner.close();
    await expect(runner.run(1, { signal })).rejects.toThrow('The runner is closed');
    expect(listeners(signal)).toBe(0);
    await model.close();
  });

  it('by a signal that keeps its listeners, after the call has ended: other calls are not touched', async () => {
    const model = createVirtualDevice().createModel({ slots: 1 });
    const { list, note } = outcomes();
    const listeners: { handleEvent(): void }[] = [];
    const signal = {
      aborted: false,
      reason: 'late',
      addEventListener: (_: 'abort', listener: { handleEvent(): void }) => void listeners.push(listener),
      removeEventListener: () => {},
    };
    await model.run(one, { signal });
    for (const n of [1, 2, 3]) note(n, model.run(one));
    for (const listener of listeners) listener.handleEvent();
    note(4, model.run(one));
    // One has the slot. The others wait, and must not wait for ever.
    await model.close();
    await Promise.resolve();
    expect(listeners).toHaveLength(1);
    const closed = [2, 3, 4].map((n) => `${n} The model is closed`);
    expect(list).toEqual(['1 ok', ...closed]);
    expectSettled(model, { submitted: 5, delivered: 2, cancelled: 3 });
  });
});

describe('timeout of a call', () => {
  it('counts from the call, also while the call waits', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
    const reasons: unknown[] = [];
    const at: number[] = [];
    marbles(({ flush }) => {
      for (const timeout of [undefined, 15, 7, 35]) {
        const call = model.run(one, timeout === undefined ? {} : { timeout });
        call.catch((reason) => reasons.push(reason));
      }
      for (const frame of [6, 7, 14, 15]) {
        asyncScheduler.schedule(() => at.push(model.stats().ledger.cancelled), frame + 0.5);
      }
      flush();
    });
    expect(at).toEqual([0, 1, 1, 2]);
    await Promise.resolve();
    await Promise.resolve();
    expect(reasons).toEqual([new InferTimeoutError(7), new InferTimeoutError(15)]);
    expectSettled(model, { submitted: 4, delivered: 2, cancelled: 2 });
    assertSettled(model);
  });

  it('ends a call for good, while that of the runner may be answered with a retry', async () => {
    const times = [50, 5, 50, 50];
    const model = createVirtualDevice({ serviceTime: () => times.shift() ?? 0 }).createModel({ slots: 4 });
    const { list, note } = outcomes();
    marbles(({ flush }) => {
      const runner = model.runner({ timeout: 20, onFailure: { retry: { count: 1 } } });
      note(0, runner.run(one));
      flush();
      note(1, runner.run(one, { timeout: 10 }));
      flush();
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(list.sort()).toEqual(['0 No result within 20 ms', '1 No result within 10 ms']);
    expectSettled(model, { submitted: 2, failed: 1, cancelled: 1 });
    assertSettled(model);
  });
});
