// `maxCallbackDelay`, `blockType`, and groups over several instances.
import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { through, timeline } from '../support/through.js';

describe('maxCallbackDelay', () => {
  it('launches the callback of a group that is not full, counted from its first execution', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel();
      const source = cold(' ab--------c----|');
      const expected = '    ----(ab)------c|';
      const config = { callbackInterval: 3, maxCallbackDelay: 4 };
      expectObservable(source.pipe(through(model, config))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^--------------!');
      flush();
      expect(model.stats().callbacks).toBe(2);
      expectSettled(model, { delivered: 3 });
    });
  });

  it('changes nothing for groups that fill up', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel();
      const config = { callbackInterval: 2, maxCallbackDelay: 3 };
      const lines = timeline(cold('(abcd)----|').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['2 ab', '4 cd', '10 |']);
      expect(model.stats().callbacks).toBe(2);
      expectSettled(model, { delivered: 4 });
    });
  });
});

describe('callbackInterval 0', () => {
  it('gives results when another pipeline takes the last slot, also while callbacks are outstanding', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({ slots: 3 });
      const source = cold(' a-----------|');
      // c takes the last slot at 1, and ends at 6.
      const zero = '       ------a-----|';
      const other = cold(' -(bcd|)');
      const results = '    ----b-c-(d|)';
      expectObservable(source.pipe(through(model, { callbackInterval: 0 }))).toBe(zero);
      expectObservable(other.pipe(through(model))).toBe(results);
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
      flush();
      expectSettled(model, { delivered: 4 });
    });
  });

  it('is per instance: taking the last slot of an instance closes its open groups', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 2, instances: 2 });
      // a and c fill the first instance; b stays open on the second.
      const zero = timeline(cold('(ab)------|').pipe(through(model, { callbackInterval: 0 })));
      const other = timeline(cold('-----(c|)').pipe(through(model)));
      flush();
      expect(zero).toEqual(['6 a', '10 b|']);
      expect(other).toEqual(['6 c|']);
      expectSettled(model, { delivered: 3 });
    });
  });
});

describe('blockType', () => {
  // Two groups of one execution of 2 ms, callbacks of 3 ms.
  const played = (blockType: 'block' | 'no-block', expected: string) =>
    marbles(({ cold, expectObservable, flush }) => {
      const model = createVirtualDevice({ serviceTime: 2, callbackTime: 3 }).createModel();
      expectObservable(cold('(abc|)').pipe(through(model, { blockType }))).toBe(expected);
      flush();
      expectSettled(model, { delivered: 3 });
    });

  it('block: the execution stream stands still until the callback has returned', () => {
    played('block', '     -----a----b----(c|)');
  });

  it('no-block: it goes on meanwhile, results and their order are the same', () => {
    played('no-block', '  -----a--b--(c|)');
  });
});

describe('groups of several instances', () => {
  it('are per instance, each with its own callback', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = createVirtualDevice({ serviceTime: 2, devices: 2 }).createModel({ instances: 2 });
      expectObservable(cold('(abcd|)').pipe(through(model, { callbackInterval: 2 }))).toBe('----(abcd|)');
      flush();
      expect(model.stats()).toMatchObject({ executions: 4, callbacks: 2 });
      expectSettled(model, { delivered: 4 });
    });
  });

  it('close when the pipeline holds maxInFlight slots in groups that are all not full', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ instances: 3 });
      const config = { callbackInterval: 3, maxInFlight: 3 };
      const lines = timeline(cold('(abcdef|)').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['1 abc', '2 def|']);
      expectSettled(model, { delivered: 6 });
    });
  });

  it('close when results that are held back keep the pipeline from starting more', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const times = [9, 1, 1, 1, 1, 1];
      const serviceTime = (_: number, ordinal: number) => times[ordinal] ?? 1;
      const model = createVirtualDevice({ serviceTime }).createModel({ instances: 2 });
      const config = { callbackInterval: 2, maxInFlight: 4 };
      expectObservable(cold('(abcde|)').pipe(through(model, config))).toBe('----------(abcde|)');
      flush();
      expectSettled(model, { delivered: 5 });
    });
  });
});
