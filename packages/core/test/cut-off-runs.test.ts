// A run of a TestScheduler that a handler cuts off by throwing: what was pending is gone, and the device serves the next.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, NEVER, of, startWith } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { InferConfig, Model } from '../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../src/testing/index.js';
import { marbles } from './support/marbles.js';
import { through, timeline } from './support/through.js';

const cut = 'an assertion in a handler';

/** A run in which the first result of `ab` is too much. */
function cutOff(model: Model, config: InferConfig<string> = {}) {
  const run = () =>
    marbles(({ cold }) => {
      cold('ab|')
        .pipe(through(model, config))
        .subscribe(() => {
          throw new Error(cut);
        });
    });
  expect(run).toThrow(cut);
}

/** A run after it. */
function expectWell(model: Model) {
  marbles(({ cold, expectObservable, flush }) => {
    expectObservable(cold('a|').pipe(through(model))).toBe('---(a|)');
    flush();
    assertSettled(model);
  });
}

describe('a virtual device after a run that was cut off', () => {
  it.each<[string, InferConfig<string>]>([
    ['by group', {}],
    ['with an open group', { callbackInterval: 2, maxCallbackDelay: 1 }],
    ['without blocking callbacks', { blockType: 'no-block' }],
    ['with a retry to come', { onFailure: { retry: { count: 1, delay: 9 } } }],
  ])('serves the next: %s', (_what, config) => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel({ slots: 4 });
    for (let run = 0; run < 3; run += 1) cutOff(model, config);
    expectWell(model);
  });

  it('serves the next with all of its models, which share a report thread', () => {
    const device = createVirtualDevice({ serviceTime: 1, callbackTime: 2 });
    const [first, second] = [device.createModel(), device.createModel()];
    cutOff(first);
    expectWell(second);
    expectWell(first);
  });

  it('serves the next when a callback was late, or an instance being rebuilt', () => {
    const plan = { callbacks: { late: { 1: 50 } }, inferences: { 2: 507011 }, slowRebuilds: { 0: 50 } };
    const model = withFaults(createVirtualDevice({ serviceTime: 3 }), plan).createModel({ instances: 2 });
    cutOff(model);
    cutOff(model, { onFailure: 'drop' });
    expectWell(model);
  });

  it('serves the next when it was cut off before anything was done', async () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    const run = () =>
      marbles(() => {
        of('a').pipe(through(model)).subscribe();
        throw new Error(cut);
      });
    expect(run).toThrow(cut);
    // Another test, that is.
    await Promise.resolve();
    expectWell(model);
  });

  it('serves real time, and can be closed', async () => {
    const device = createVirtualDevice({ serviceTime: 3 });
    const [model, other] = [device.createModel(), device.createModel()];
    cutOff(model);
    const lines = await new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      of('a')
        .pipe(through(model))
        .subscribe({ next: (value) => seen.push(value), complete: () => resolve(seen) });
    });
    expect(lines).toEqual(['a']);
    cutOff(other);
    await device.close();
    assertSettled(model);
  });

  it('serves the next flush of a scheduler that was given', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    const model = createVirtualDevice({ serviceTime: 20, scheduler }).createModel();
    scheduler.createColdObservable('ab|').pipe(through(model)).subscribe();
    scheduler.schedule(() => {
      throw new Error(cut);
    }, 10);
    expect(() => scheduler.flush()).toThrow(cut);
    // 20 ms from where it was.
    scheduler.expectObservable(scheduler.createColdObservable('a|').pipe(through(model))).toBe('---(a|)');
    scheduler.flush();
    assertSettled(model);
  });

  it('is left alone by runs that come to their end, and by time that has not passed yet', () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    marbles(({ cold, flush }) => {
      const lines = [
        timeline(cold('a|').pipe(through(model))),
        timeline(NEVER.pipe(startWith('b'), through(model, { callbackInterval: 2 }))),
      ];
      asyncScheduler.schedule(() => lines.push(timeline(of('c').pipe(through(model)))), 1);
      flush();
      expect(lines).toEqual([['6 a|'], [], ['9 c|']]);
    });
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|').pipe(through(model))).toBe('---(a|)');
    });
    expect(model.stats()).toMatchObject({ executions: 4, ledger: { delivered: 3, inFlight: 1 } });
  });
});
