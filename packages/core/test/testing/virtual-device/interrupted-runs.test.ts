// A handler that throws interrupts a run of a TestScheduler, which discards its pending actions. The device then serves the
// next run.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, NEVER, of, startWith } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { marbles } from '../../../../../test/support/marbles.js';
import type { InferConfig, Model } from '../../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../../src/testing/index.js';
import { through, timeline } from '../../support/through.js';

const interruption = 'an assertion in a handler';

/** A run that is interrupted by the handler of the first result. */
function interruptedRun(model: Model, config: InferConfig<string> = {}) {
  const run = () =>
    marbles(({ cold }) => {
      cold('ab|')
        .pipe(through(model, config))
        .subscribe(() => {
          throw new Error(interruption);
        });
    });
  expect(run).toThrow(interruption);
}

/** A run in which the model must behave like a new one. */
function expectWorking(model: Model) {
  marbles(({ cold, expectObservable, flush }) => {
    expectObservable(cold('a|').pipe(through(model))).toBe('---(a|)');
    flush();
    assertSettled(model);
  });
}

describe('a virtual device after an interrupted run', () => {
  it.each<[string, InferConfig<string>]>([
    ['default options', {}],
    ['an open group', { callbackInterval: 2, maxCallbackDelay: 1 }],
    ['callbacks of type no-block', { blockType: 'no-block' }],
    ['a scheduled retry', { onFailure: { retry: { count: 1, delay: 9 } } }],
  ])('serves the next run: %s', (_what, config) => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel({ slots: 4 });
    for (let run = 0; run < 3; run += 1) interruptedRun(model, config);
    expectWorking(model);
  });

  it('serves the next run with all its models, which share a report thread', () => {
    const device = createVirtualDevice({ serviceTime: 1, callbackTime: 2 });
    const [first, second] = [device.createModel(), device.createModel()];
    interruptedRun(first);
    expectWorking(second);
    expectWorking(first);
  });

  it('serves the next run when a callback was late or an instance was being rebuilt', () => {
    const plan = { callbacks: { late: { 1: 50 } }, inferences: { 2: 507011 }, slowRebuilds: { 0: 50 } };
    const model = withFaults(createVirtualDevice({ serviceTime: 3 }), plan).createModel({ instances: 2 });
    interruptedRun(model);
    interruptedRun(model, { onFailure: 'drop' });
    expectWorking(model);
  });

  it('serves the next run when the interruption came before any action', async () => {
    const model = createVirtualDevice({ serviceTime: 3 }).createModel();
    const run = () =>
      marbles(() => {
        of('a').pipe(through(model)).subscribe();
        throw new Error(interruption);
      });
    expect(run).toThrow(interruption);
    // Microtasks run, as between two tests.
    await Promise.resolve();
    expectWorking(model);
  });

  it('works in real time and can be closed', async () => {
    const device = createVirtualDevice({ serviceTime: 3 });
    const [model, other] = [device.createModel(), device.createModel()];
    interruptedRun(model);
    const lines = await new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      of('a')
        .pipe(through(model))
        .subscribe({ next: (value) => seen.push(value), complete: () => resolve(seen) });
    });
    expect(lines).toEqual(['a']);
    interruptedRun(other);
    await device.close();
    assertSettled(model);
  });

  it('serves the next flush of a TestScheduler that is used without run', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    const model = createVirtualDevice({ serviceTime: 20, scheduler }).createModel();
    scheduler.createColdObservable('ab|').pipe(through(model)).subscribe();
    scheduler.schedule(() => {
      throw new Error(interruption);
    }, 10);
    expect(() => scheduler.flush()).toThrow(interruption);
    // Marbles of this scheduler are 10 ms apart, and its clock continues from the interruption.
    scheduler.expectObservable(scheduler.createColdObservable('a|').pipe(through(model))).toBe('---(a|)');
    scheduler.flush();
    assertSettled(model);
  });

  it('keeps its state after complete runs, and while actions are pending', () => {
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
