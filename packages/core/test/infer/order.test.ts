// `order`, over instances of different speed and with retries.
import { describe, expect, it } from '@jest/globals';
import { Feed, setup } from '../../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { through, timeline } from '../support/through.js';

// Executions take so many ms, in turn; each on an instance of its own while those last.
const uneven = (...times: number[]) =>
  createVirtualDevice({
    serviceTime: (_, ordinal) => times[ordinal % times.length] as number,
  }).createModel({ instances: times.length });

describe('order', () => {
  it('submission: results wait for those before them', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = uneven(5, 1);
      expectObservable(cold('(ab)--(cd|)').pipe(through(model))).toBe('-----(ab)--(cd|)');
      flush();
      expectSettled(model, { delivered: 4 });
    });
  });

  it('completion: results are emitted when their executions end', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = uneven(5, 1, 3);
      expectObservable(cold('(abc|)').pipe(through(model, { order: 'completion' }))).toBe('-b-c-(a|)');
      flush();
      expectSettled(model, { delivered: 3 });
    });
  });

  it('by key: results of the same key are in order', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = uneven(5, 1, 2);
      const order = (value: string) => value === 'c';
      expectObservable(cold('(abc|)').pipe(through(model, { order }))).toBe('--c--(ab|)');
      flush();
      expectSettled(model, { delivered: 3 });
    });
  });

  it('by key: a key without inputs in flight is not kept', async () => {
    const { session, model } = setup();
    const keys: WeakRef<object>[] = [];
    const order = () => {
      const key = {};
      keys.push(new WeakRef(key));
      return key;
    };
    const feed = new Feed(model, { order });
    for (let n = 0; n < 100; n += 1) {
      feed.next(n);
      session.report();
    }
    await collectGarbage();
    const kept = keys.filter((key) => key.deref() !== undefined);
    // But for what the last input may have left somewhere.
    expect(kept.length).toBeLessThan(10);
    expectSettled(model, { delivered: 100 });
  });

  it('a key function that throws is a failure of the input', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = uneven(1);
      const order = (value: string) => {
        if (value === 'b') throw new Error('no key');
        return 0;
      };
      expectObservable(cold('(ab|)').pipe(through(model, { order }))).toBe(
        '#',
        undefined,
        new Error('no key'),
      );
      expectObservable(cold('--(abc|)').pipe(through(model, { order, onFailure: 'drop' }))).toBe('---a(c|)');
      flush();
      expectSettled(model, { delivered: 2, dropped: 1, failed: 1, cancelled: 1 });
    });
  });

  it('is kept by an input that is executed again', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 1 }), { submissions: { 0: 507011 } });
      const model = device.createModel();
      const onFailure = { retry: { count: 1 } };
      expectObservable(cold('(abc|)').pipe(through(model, { onFailure }))).toBe('---(abc|)');
      flush();
      expectSettled(model, { delivered: 3 });
    });
  });

  it('does not let results pile up behind a retried input: maxInFlight counts them', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 1 }), { submissions: { 0: 507011 } });
      const model = device.createModel();
      const onFailure = { retry: { count: 1, delay: 10 } };
      const lines = timeline(cold('(abcdef|)').pipe(through(model, { onFailure, maxInFlight: 3 })));
      flush();
      // a is refused and reported at 0; b and c are held back, which leaves one for d; a again at 10.
      expect(lines).toEqual(['11 abcde', '12 f|']);
      expectSettled(model, { delivered: 6 });
    });
  });

  it('an early end of one pipeline does not hold back the results of others', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = uneven(5, 1);
      expectObservable(cold('(ab|)').pipe(through(model)), '---!').toBe('----');
      expectObservable(cold('------(cd|)').pipe(through(model))).toBe('-----------(cd|)');
      flush();
      expectSettled(model, { delivered: 2, cancelled: 2 });
    });
  });
});
