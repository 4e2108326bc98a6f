import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, mergeMap, NEVER, Observable, of, Subject, take } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import { groupExecutions } from '../../src/operators/group-executions.js';

const groups = { x: ['a', 'b'], y: ['c', 'd'], z: ['e'], a: ['a'], c: ['c'], w: ['b', 'c'] };

describe('groupExecutions', () => {
  it('emits a group whenever it is full, and the tail on complete', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-c-d-e-|');
      const expected = '   --x---y---(z|)';
      expectObservable(source.pipe(groupExecutions(2, { closeEarly$: NEVER }))).toBe(expected, groups);
      expectSubscriptions(source.subscriptions).toBe('^---------!');
    });
  });

  it('closes early on request, and starts to count anew', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a---b-c---|');
      const early = cold(' --x-----x-');
      const expected = '   --a---w---|';
      expectObservable(source.pipe(groupExecutions(2, { closeEarly$: early }))).toBe(expected, groups);
      expectSubscriptions(source.subscriptions).toBe('^---------!');
      expectSubscriptions(early.subscriptions).toBe('^---------!');
    });
  });

  it('never emits an empty group', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-----|').pipe(groupExecutions(2, { closeEarly$: cold('-x-x-') }))).toBe(
        '-----|',
      );
      expectObservable(cold('|').pipe(groupExecutions(2, { closeEarly$: NEVER }))).toBe('|');
      expectObservable(cold('#').pipe(groupExecutions(2, { closeEarly$: NEVER }))).toBe('#');
    });
  });

  it('is open for ever with a source that never ends', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a---');
      expectObservable(source.pipe(groupExecutions(2, { closeEarly$: NEVER })), '^--!').toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('emits what is open before it passes an error on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-c-#');
      expectObservable(source.pipe(groupExecutions(2, { closeEarly$: NEVER }))).toBe('--x---(c#)', groups);
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    });
  });

  it('groups all there is when the size is infinite', () => {
    marbles(({ cold, expectObservable }) => {
      const all = { t: ['a', 'b', 'c'] };
      expectObservable(
        cold('abc-|').pipe(groupExecutions(Number.POSITIVE_INFINITY, { closeEarly$: NEVER })),
      ).toBe('----(t|)', all);
    });
  });

  it('does not break the unsubscription chain', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-c-d-|');
      const expected = '  --x--    ';
      const unsub = '     ----!    ';
      const result = source.pipe(
        mergeMap((value) => of(value)),
        groupExecutions(2, { closeEarly$: NEVER }),
        mergeMap((value) => of(value)),
      );
      expectObservable(result, unsub).toBe(expected.trimEnd(), groups);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('sets no timer that outlasts its subscription', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const early = { closeEarly$: NEVER, maxDelay: 1000 };
      expectObservable(cold('a').pipe(groupExecutions(2, early)), '^--!').toBe('---');
      flush();
      expect(asyncScheduler.now()).toBe(3);
    });
  });

  it('lets go of both sources when it ends', () => {
    const source = new Subject<number>();
    const early = new Subject<void>();
    source.pipe(groupExecutions(1, { closeEarly$: early }), take(1)).subscribe();
    expect([source.observed, early.observed]).toEqual([true, true]);
    source.next(1);
    expect([source.observed, early.observed]).toEqual([false, false]);
  });

  it('stops listening to a synchronous source when unsubscribed', () => {
    const emitted: number[] = [];
    const source = new Observable<number>((subscriber) => {
      for (let n = 0; !subscriber.closed && n < 10; n += 1) {
        emitted.push(n);
        subscriber.next(n);
      }
    });
    source.pipe(groupExecutions(2, { closeEarly$: NEVER }), take(1)).subscribe();
    expect(emitted).toEqual([0, 1]);
  });

  it('passes an error of what closes early on, after what is open', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a---b-');
      const early = cold(' --#   ');
      expectObservable(source.pipe(groupExecutions(2, { closeEarly$: early }))).toBe('--(a#)', groups);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('lets a subscriber make the source emit again', () => {
    const source = new Subject<number>();
    const seen: number[][] = [];
    source.pipe(groupExecutions(2, { closeEarly$: NEVER })).subscribe((group) => {
      seen.push(group);
      if (seen.length === 1) for (const n of [3, 4, 5]) source.next(n);
    });
    source.next(1);
    source.next(2);
    source.complete();
    expect(seen).toEqual([[1, 2], [3, 4], [5]]);
  });
});
