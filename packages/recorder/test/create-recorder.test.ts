import { infer } from '@ascend-rx/core';
import { createVirtualDevice } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { Subject, type Subscription } from 'rxjs';
import { Feed, setup } from '../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../test/support/marbles.js';
import { createRecorder, type Recorder } from '../src/index.js';
import { runPrinted } from './support/run-printed.js';
import { ones } from './support/scenarios.js';

describe('createRecorder', () => {
  it.each([
    [{ limit: 0 }, RangeError, 'Expected an integer ≥ 1 for `limit` but received 0'],
    [{ values: 3 }, TypeError, 'Expected a function for `values` but received 3'],
    [{ limt: 3 }, TypeError, 'did you mean `limit`?'],
  ])('refuses %j', (options, kind, message) => {
    const call = () => createRecorder(options as object);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it('makes what infer takes, and nothing else is taken', () => {
    const { model } = setup();
    const call = () => infer(model, { recorder: {} as Recorder });
    expect(call).toThrow(/^Expected .* for `recorder` but received an empty object$/);
    expect(() => createRecorder().toTest(3 as never)).toThrow('Expected a string for `name`');
  });

  it('takes `values` that throw or return what JSON cannot express', () => {
    const recorder = createRecorder({
      values: (source) => {
        if (source === 0) throw new Error('values');
        return source === 1 ? 1n : source === 2 ? undefined : Number.NaN;
      },
    });
    const { session, model } = setup();
    const feed = new Feed(model, { recorder }).next(0, 1, 2, 3);
    for (let n = 0; n < 4; n += 1) session.report();
    expect(feed.out).toEqual([0, 1, 2, 3]);
    expect(runPrinted(recorder.toTest())).toBe(1);
    feed.subscription.unsubscribe();
    expectSettled(model, { delivered: 4 });
  });

  it('records an unsubscription inside the handler of a result', () => {
    const recorder = createRecorder();
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 4 });
      const source = new Subject<number>();
      let subscription: Subscription | undefined;
      const results = source.pipe(infer(model, { ...ones, callbackInterval: 4, recorder }));
      subscription = results.subscribe(({ index }) => index === 1 && subscription?.unsubscribe());
      for (const n of [0, 1, 2, 3]) source.next(n);
      flush();
      expectSettled(model, { delivered: 2, cancelled: 2 });
    });
    const text = recorder.toTest();
    expect(text).toContain('take(2)');
    // The pipeline has left its source; the source has not completed.
    expect(text).toContain("cold('(abcd)')");
    expect(runPrinted(text)).toBe(1);
  });
});
