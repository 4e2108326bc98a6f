// infer among other operators: rxjs' own, other infer, many pipelines over one model.
import { describe, expect, it } from '@jest/globals';
import {
  groupBy,
  map,
  mergeMap,
  type Observable,
  range,
  repeat,
  retry,
  share,
  switchMap,
  takeUntil,
} from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type InferConfig, infer, type Model } from '../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const one = () => Float32Array.of(1);

/** infer, reduced to what marbles can say: the value whose result came. The ledger is checked at every one. */
function through<T>(model: Model, config: InferConfig<T> = {}) {
  return (source: Observable<T>) =>
    source.pipe(
      infer(model, { inputs: one, ...config }),
      map((result) => {
        assertBalanced(model);
        return result.source;
      }),
    );
}

const virtualModel = (serviceTime = 1, slots = 256) =>
  createVirtualDevice({ serviceTime }).createModel({ slots });

describe('infer with', () => {
  it('share runs once for all subscribers, and starts over when they have all gone', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel();
      const source = cold('   -a-b-c----|');
      const subs = ['                     ^-----!', '                     -------^---------!'];
      const shared = source.pipe(through(model), share());
      expectObservable(shared, '    ^---!').toBe('      --a-');
      expectObservable(shared, '    --^---!').toBe('    --a-b-');
      expectObservable(shared, '    -------^---------!').toBe('---------a-b-c');
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expectSettled(model, { submitted: 6, delivered: 5, cancelled: 1 });
    });
  });

  it('retry subscribes to the source anew; what was in flight is cancelled', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(2);
      const source = cold('   -a--b#     ');
      const subs = ['                     ^----!     ', '                     -----^----!'];
      expectObservable(source.pipe(through(model), retry(1))).toBe('---a----a-#');
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expectSettled(model, { submitted: 4, delivered: 2, cancelled: 2 });
    });
  });

  it('repeat subscribes to the source anew when its last result has been emitted', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(3);
      const source = cold('   ab|                   ');
      const subs = [
        '                     ^-!                   ',
        '                     ------^-!             ',
      ];
      expectObservable(source.pipe(through(model), repeat(2))).toBe('---a--b--a--(b|)');
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expectSettled(model, { submitted: 4, delivered: 4 });
    });
  });

  it('takeUntil behind it drops what is in flight; before it everything is delivered', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(2);
      const stop = '          ----x';
      const source = cold('   ab-c-d---|');
      const other = cold('    ab-c-d---|');
      expectObservable(source.pipe(through(model), takeUntil(hot(stop)))).toBe('--a-|');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      const second = virtualModel(2);
      expectObservable(other.pipe(takeUntil(hot(stop)), through(second))).toBe('--a-b-(c|)');
      expectSubscriptions(other.subscriptions).toBe('^---!');
      flush();
      expectSettled(model, { submitted: 3, delivered: 1, cancelled: 2 });
      expectSettled(second, { submitted: 3, delivered: 3 });
      assertSettled(model);
    });
  });

  it('switchMap leaves the inner pipeline for the next one, whose inputs do not wait for results of the first', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(1);
      const [first, second] = [cold('-a-b-c|'), cold('-d-e|')];
      const outer = hot('     -x---y----|');
      const expected = '      ---a---d-e|';
      const inner = { x: first, y: second } as Record<string, Observable<string>>;
      expectObservable(
        outer.pipe(switchMap((key) => (inner[key] as Observable<string>).pipe(through(model)))),
      ).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(' -^---!');
      expectSubscriptions(second.subscriptions).toBe('-----^---!');
      flush();
      expectSettled(model, { submitted: 4, delivered: 3, cancelled: 1 });
      assertSettled(model);
    });
  });

  it('groupBy has a pipeline per key, each with its groups and its order', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(1);
      const source = hot('    -aA--b----B----c-|');
      const expected = '      ------(ab)-(AB)--(c|)';
      const grouped = source.pipe(
        groupBy((letter) => letter === letter.toUpperCase()),
        mergeMap((ofKey) => ofKey.pipe(through(model, { callbackInterval: 2 }))),
      );
      expectObservable(grouped).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^----------------!');
      flush();
      expectSettled(model, { submitted: 5, delivered: 5 });
      expect(model.stats().callbacks).toBe(3);
    });
  });
});

describe('several infer in one pipe', () => {
  it('over two models of a device run side by side, and share its report thread', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const device = createVirtualDevice({ serviceTime: 2 });
      const [detect, classify] = [device.createModel(), device.createModel()];
      const source = cold('   abc|');
      const expected = '      ----a-b-(c|)';
      expectObservable(source.pipe(through(detect), through(classify))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^--!');
      flush();
      for (const model of [detect, classify]) expectSettled(model, { submitted: 3, delivered: 3 });
    });
  });

  it.each([1, 2, 256])('over one model complete (%i slots)', (slots) => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(1, slots);
      const source = cold('   (abc|)');
      // Its one execution stream does the six one after the other: a, b, c, and then again.
      const expected = '      ----ab(c|)';
      expectObservable(source.pipe(through(model), through(model))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('(^!)');
      flush();
      expectSettled(model, { submitted: 6, delivered: 6 });
      expect(model.stats().executions).toBe(6);
      assertSettled(model);
    });
  });

  it('pass an error of the second on, and leave the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(1);
      const source = hot('    -a-b-c-');
      const fail = (letter: string) => {
        if (letter === 'b') throw 'error';
        return one();
      };
      expectObservable(source.pipe(through(model), through(model, { inputs: fail }))).toBe('---a#');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      flush();
      expectSettled(model, { submitted: 4, delivered: 3, failed: 1 });
    });
  });
});

describe('many pipelines over one model', () => {
  it('64 cameras over 64 slots take fair turns', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(1, 64);
      const turns: number[] = [];
      const cameras = Array.from({ length: 64 }, (_, camera) => {
        const frames = cold('(abc|)');
        const inputs = () => {
          turns.push(camera);
          return one();
        };
        return { frames, results: frames.pipe(through(model, { inputs, maxInFlight: 1 })) };
      });
      cameras.forEach(({ frames, results }, camera) => {
        expectObservable(results).toBe(`${camera + 1}ms a 63ms b 63ms (c|)`);
        expectSubscriptions(frames.subscriptions).toBe('(^!)');
      });
      flush();
      expect(turns).toEqual(Array.from({ length: 192 }, (_, n) => n % 64));
      expectSettled(model, { submitted: 192, delivered: 192 });
      assertSettled(model);
    });
  });

  it.each([
    [1, 64],
    [2, 32],
  ])('64 half-filled groups do not wait for each other (%i instances of %i slots)', (instances, slots) => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const model = createVirtualDevice({ devices: instances }).createModel({ instances, slots });
      for (let camera = 0; camera < 64; camera += 1) {
        const frames = hot('    --a---b---|');
        const expected = '      --a---b---|';
        expectObservable(frames.pipe(through(model, { callbackInterval: 8 }))).toBe(expected);
        expectSubscriptions(frames.subscriptions).toBe('^---------!');
      }
      flush();
      expect(model.stats().callbacks).toBe(128);
      expectSettled(model, { submitted: 128, delivered: 128 });
      assertSettled(model);
    });
  });

  it('10,000 inputs at interval 8 over 100 slots make 1,250 callbacks', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 100 });
      let next = 0;
      range(10_000)
        .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 8 }))
        .subscribe(({ source }) => {
          expect(source).toBe(next);
          next += 1;
        });
      flush();
      expect([next, model.stats().callbacks]).toEqual([10_000, 1_250]);
      expectSettled(model, { submitted: 10_000, delivered: 10_000 });
    });
  });
});
