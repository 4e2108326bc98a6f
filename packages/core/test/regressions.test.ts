// What the property tests have found, and reading the engine beside them, each as small as it gets.
import { expect, it } from '@jest/globals';
import { asyncScheduler, map, type Observable, Subject } from 'rxjs';
import { Feed, setup } from '../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../test/support/marbles.js';
import { type InferConfig, infer, type Model } from '../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice, withFaults } from '../src/testing/index.js';

/** infer, reduced to what marbles can say: the value whose result came. The ledger is checked at every one. */
function through<T>(model: Model, config: InferConfig<T> = {}) {
  return (source: Observable<T>) =>
    source.pipe(
      infer(model, { inputs: () => Float32Array.of(1), ...config }),
      map((result) => {
        assertBalanced(model);
        return result.source;
      }),
    );
}

it('an error of the source closes the open groups of all instances, not only that of the first', () => {
  marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const model = createVirtualDevice({ serviceTime: 1 }).createModel({ instances: 2 });
    const source = cold('(ab#)');
    expectObservable(source.pipe(through(model, { callbackInterval: 0 }))).toBe('#');
    expectSubscriptions(source.subscriptions).toBe('(^!)');
    flush();
    expectSettled(model, { submitted: 2, cancelled: 2 });
    assertSettled(model);
  });
});

it('close does not wait for results that are held back behind one that is to be retried', () => {
  marbles(({ cold, expectObservable, flush }) => {
    const serviceTime = (_: number, n: number) => (n === 0 ? 9 : 1);
    const model = createVirtualDevice().createModel({ instances: 2, serviceTime });
    const source = cold('(ab)');
    const config = { timeout: 3, onFailure: { retry: { count: 1, delay: 5 } } } as const;
    expectObservable(source.pipe(through(model, config))).toBe(
      '----#',
      {},
      expect.objectContaining({ code: 'ERR_CLOSED' }),
    );
    cold('----x').subscribe(() => void model.close());
    flush();
    expectSettled(model, { submitted: 2, cancelled: 2 });
    assertSettled(model);
  });
});

it('an injected failure waits for non-blocking callbacks before slots are used again', () => {
  marbles(({ cold, expectObservable, flush }) => {
    const device = createVirtualDevice({ callbackTime: 3 });
    const model = withFaults(device, { inferences: { 1: 507011 } }).createModel();
    const config = { blockType: 'no-block', onFailure: { retry: { count: 1 } } } as const;
    expectObservable(cold('(abcde|)').pipe(through(model, config))).toBe('---a 20ms b--c--d--(e|)');
    flush();
    expectSettled(model, { delivered: 5 });
    assertSettled(model);
  });
});

it('a refused launch does not overtake non-blocking callbacks: they would count as lost', () => {
  marbles(({ cold, expectObservable, flush }) => {
    const device = createVirtualDevice({ callbackTime: 3 });
    const model = withFaults(device, { launches: [1] }).createModel();
    expectObservable(cold('(ab|)').pipe(through(model, { blockType: 'no-block' }))).toBe('---a--(b|)');
    flush();
    expectSettled(model, { delivered: 2 });
    assertSettled(model);
  });
});

it('a group does not wait to be filled while results that are held back behind it fill maxInFlight', () => {
  marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const model = createVirtualDevice({ serviceTime: 1 }).createModel({ instances: 2 });
    // a, c and d, e go to the first instance, b to the second: c, d, e wait for it, and f and g for them.
    const source = cold('(abc)-(de)--fg---|');
    const expected = '   --a-----(bcde)---(fg|)';
    expectObservable(source.pipe(through(model, { callbackInterval: 2, maxInFlight: 4 }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe('^----------------!');
    flush();
    expectSettled(model, { submitted: 7, delivered: 7 });
    assertSettled(model);
  });
});

it('an input that is pushed inside of onDrop comes after the input that caused the drop', () => {
  marbles(({ expectObservable, flush }) => {
    const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 1 });
    const source = new Subject<string>();
    const dropped: string[] = [];
    const onDrop = (letter: string) => {
      dropped.push(letter);
      if (letter === 'b') source.next('d');
    };
    const config = { overflow: 'drop-oldest', maxQueueSize: 2, onDrop } as const;
    expectObservable(source.pipe(through(model, config))).toBe('-acd');
    asyncScheduler.schedule(() => {
      for (const letter of 'abxc') source.next(letter);
    });
    flush();
    expect(dropped).toEqual(['b', 'x']);
    expectSettled(model, { submitted: 5, delivered: 3, dropped: 2 });
    assertSettled(model);
  });
});

it('a pipeline completes if the session throws for its last input, which is dropped, during the report of another pipeline', () => {
  const { session, model } = setup(1);
  const other = new Feed(model).next(1);
  const last = new Feed(model, { onFailure: 'drop' }).next(2);
  last.source.complete();
  session.broken = new Error('no');
  session.report();
  expect([other.out, last.out]).toEqual([[1], ['|']]);
  expectSettled(model, { delivered: 1, dropped: 1 });
  assertSettled(model);
});
