// To its source `infer` is subscribed for as long as it has use for it: the case list of operators, and functions of the
// user's that throw.
import { describe, expect, it } from '@jest/globals';
import { Observable, Subject, takeUntil } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import type { InferConfig } from '../../src/index.js';
import { createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { through } from '../support/through.js';

const thrower = () => {
  throw new Error('mine');
};

describe('infer', () => {
  it.each([
    ['never', '-', '-', '^'],
    ['empty', '|', '|', '(^!)'],
    ['empty after a while', '---|', '---|', '^--!'],
    ['one', '-a|', '---(a|)', '^-!'],
    ['one at once', '(a|)', '--(a|)', '(^!)'],
    ['many', 'a-b-c-|', '--a-b-(c|)', '^-----!'],
    ['an error at once', '#', '#', '(^!)'],
    ['an error behind values', 'a--b#', '--a-#', '^---!'],
    ['one that never ends', '-a-', '---a', '^'],
  ])('given a source (%s): %s', (_what, from, to, subscribed) => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel();
      const source = cold(from);
      expectObservable(source.pipe(through(model))).toBe(to);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
      flush();
      expectSettled(model, {});
    });
  });

  it.each<[string, string, InferConfig<string>, string, string]>([
    [
      'inputs',
      'a--b--c|',
      { inputs: (value) => (value === 'b' ? thrower() : Float32Array.of(1)) },
      '--a#',
      '^--!',
    ],
    ['order', 'a--b--c|', { order: (value) => (value === 'b' ? thrower() : value) }, '--a#', '^--!'],
    ['onFailure', 'a--b--c|', { onFailure: thrower }, '--a--#', '^----!'],
    ['onDrop', 'a--(bcd)|', { overflow: 'drop-newest', maxInFlight: 1, onDrop: thrower }, '--a#', '^--!'],
    ['onDrop of what failed', 'a--b--c|', { onFailure: 'drop', onDrop: thrower }, '--a--#', '^----!'],
    ['onDrop of what is stale', '(ab)---|', { maxInFlight: 1, maxStaleness: 1, onDrop: thrower }, '-#', '^!'],
  ])('leaves its source when %s throws', (_what, from, config, to, subscribed) => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const plan = { inferences: { 1: 507011 } };
      const model = withFaults(createVirtualDevice({ serviceTime: 2 }), plan).createModel();
      const source = cold(from);
      expectObservable(source.pipe(through(model, config))).toBe(to, undefined, new Error('mine'));
      expectSubscriptions(source.subscriptions).toBe(subscribed);
      flush();
      expectSettled(model, {});
    });
  });

  it('stops listening to a synchronous source when it is unsubscribed', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel();
      const stop = new Subject<void>();
      const emitted: number[] = [];
      const source = new Observable<number>((subscriber) => {
        for (let n = 0; !subscriber.closed && n < 10; n += 1) {
          emitted.push(n);
          subscriber.next(n);
          if (n === 2) stop.next();
        }
      });
      source.pipe(through(model), takeUntil(stop)).subscribe();
      flush();
      expect(emitted).toEqual([0, 1, 2]);
      expectSettled(model, { cancelled: 3 });
    });
  });
});
