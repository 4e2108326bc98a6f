// inferFrom over sources that answer at once, in virtual time; those that answer later: infer-from-async.test.ts.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map, NEVER, take } from 'rxjs';
import { one, setup } from '../../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AclError, type InferConfig, inferFrom, type Model, type PullSource } from '../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { Numbers } from '../support/read-source.js';

const virtualModel = (serviceTime = 0, slots = 256) =>
  createVirtualDevice({ serviceTime }).createModel({ slots });

/** inferFrom, reduced to what marbles can say: the value whose result came. */
const values = <T>(source: PullSource<T>, model: Model, config: InferConfig<T> = {}) =>
  inferFrom(source, model, { inputs: one, ...config }).pipe(
    map((result) => {
      assertBalanced(model);
      return result.source;
    }),
  );

describe('inferFrom', () => {
  it('reads an array anew for every subscription, and not before', () => {
    marbles(({ expectObservable, flush }) => {
      const model = virtualModel(1);
      let opened = 0;
      const letters = {
        [Symbol.iterator]: () => {
          opened += 1;
          return ['a', 'b', 'c'][Symbol.iterator]();
        },
      };
      const results = values(letters, model);
      expect(opened).toBe(0);
      expectObservable(results).toBe('               -ab(c|)');
      expectObservable(results, '----------^').toBe('-----------ab(c|)');
      flush();
      expect(opened).toBe(2);
      expectSettled(model, { submitted: 6, delivered: 6 });
    });
  });

  it('reads a generator once: a second subscription completes', () => {
    marbles(({ expectObservable }) => {
      const model = virtualModel(1);
      function* letters() {
        yield* 'abc';
      }
      const results = values(letters(), model);
      expectObservable(results).toBe('                  -ab(c|)');
      expectObservable(results, '----------^').toBe('----------|');
    });
  });

  it('does not wait for promises in an iterable: they are values', () => {
    marbles(({ flush }) => {
      const model = virtualModel(1);
      const promises = [Promise.resolve('a'), Promise.resolve('b')];
      const out: unknown[] = [];
      values(promises, model).subscribe((value) => out.push(value));
      flush();
      expect(out).toEqual(promises);
      expect(out[0]).toBe(promises[0]);
      expectSettled(model, { delivered: 2 });
    });
  });

  it('reads a string, a Set and a Map as for…of does', () => {
    marbles(({ expectObservable, flush }) => {
      const model = virtualModel(1);
      expectObservable(values('ab', model)).toBe('              -a(b|)');
      expectObservable(values(new Set('cd'), model), '----^').toBe('-----c(d|)');
      expectObservable(values(new Map([['e', 1]]).keys(), model), '--------^').toBe('---------(e|)');
      expectObservable(values([], model)).toBe('                |');
      flush();
      expectSettled(model, { delivered: 5 });
    });
  });

  it.each([
    [1, 1],
    [8, 100],
    [0, 7],
    [3, 3],
  ])(
    'at interval %i never has more than maxInFlight (%i) + 1 of 100,000 alive',
    (callbackInterval, maxInFlight) => {
      const { session, model } = setup(128);
      let [handled, most, ended] = [0, 0, false];
      const numbers = new Numbers(100_000, () => {
        most = Math.max(most, numbers.made + 1 - handled);
      });
      inferFrom(numbers, model, { inputs: one, callbackInterval, maxInFlight }).subscribe({
        next: ({ source }) => {
          // Not by `expect`, which takes its time.
          if (source !== handled) throw new Error(`${source} instead of ${handled}`);
          handled += 1;
        },
        complete: () => {
          ended = true;
        },
      });
      while (!ended) session.report();
      expect([handled, most]).toEqual([100_000, maxInFlight + 1]);
      expect(numbers.ending).toBe('natural');
      expectSettled(model, { submitted: 100_000, delivered: 100_000 });
      assertSettled(model);
    },
  );

  it('reads on after values that fail, time out or do not fit', () => {
    marbles(({ flush }) => {
      const device = createVirtualDevice({ serviceTime: 1 });
      const submissions = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [n, 100000]));
      const odd = (n: number) => {
        if (n % 2 === 1) throw new Error('odd');
        return one();
      };
      const cases: [Model, InferConfig<number>][] = [
        [withFaults(device, { submissions }).createModel(), {}],
        [device.createModel({ serviceTime: (_, n) => (n < 10 ? 9 : 1) }), { timeout: 5 }],
        [device.createModel(), { inputs: odd }],
        [device.createModel(), { inputs: odd, maxInFlight: 3, callbackInterval: 2 }],
      ];
      for (const [model, config] of cases) {
        let ended = false;
        values(new Numbers(20), model, { maxInFlight: 1, onFailure: 'drop', ...config }).subscribe({
          complete: () => {
            ended = true;
          },
        });
        flush();
        expect(ended).toBe(true);
        expectSettled(model, { submitted: 20, delivered: 10, dropped: 10 });
      }
    });
  });

  it('reads on when a value that was read ahead becomes stale', () => {
    marbles(({ flush }) => {
      const model = virtualModel(10, 1);
      const numbers = new Numbers(5);
      const seen: number[] = [];
      values(numbers, model, { maxStaleness: 4 }).subscribe((n) => seen.push(n));
      flush();
      expect(numbers.ending).toBe('natural');
      // One after the other goes stale while the first is executed.
      expect(seen).toEqual([0, 3]);
      expectSettled(model, { submitted: 5, delivered: 2, dropped: 3 });
    });
  });

  it.each(['buffer', 'drop-oldest', 'drop-newest', 'error'] as const)(
    'with overflow %s never overflows: values that are read ahead have room',
    (overflow) => {
      marbles(({ expectObservable, flush }) => {
        const model = virtualModel(1, 2);
        expectObservable(values('abcde', model, { overflow, maxInFlight: 1 })).toBe('-abcd(e|)');
        expectObservable(values('abcde', model, { overflow, maxQueueSize: 1 }), '----------^').toBe(
          '-----------abcd(e|)',
        );
        flush();
        expectSettled(model, { delivered: 10, dropped: 0 });
      });
    },
  );

  it('retries failed inputs, and keeps their place in the order', () => {
    marbles(({ expectObservable, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 5 }), {
        submissions: { 0: 100000, 3: 100000 },
      });
      const model = device.createModel();
      const config = { maxInFlight: 1, onFailure: { retry: { count: 1 } } } as const;
      expectObservable(values('abc', model, config)).toBe('----------(ab)-(c|)');
      flush();
      expectSettled(model, { submitted: 3, delivered: 3 });
    });
  });

  it('reads on after each result of a group: the device has work while the others are handled', () => {
    marbles(({ flush }) => {
      const model = virtualModel(1, 3);
      const log: string[] = [];
      const numbers = new Numbers(8, () => log.push(`read ${numbers.made}`));
      values(numbers, model, { callbackInterval: 3, maxInFlight: 3 }).subscribe((n) =>
        log.push(`result ${n}`),
      );
      flush();
      // The fourth is read ahead, and has its slot before the results are emitted.
      expect(log.slice(4, 11)).toEqual([
        'result 0',
        'read 4',
        'result 1',
        'read 5',
        'result 2',
        'read 6',
        'result 3',
      ]);
      expectSettled(model, { delivered: 8 });
    });
  });

  it('executes whole batches, and reads one batch ahead', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({ gears: [1, 2, 4] });
      const seen: string[] = [];
      let most = 0;
      const numbers = new Numbers(10, () => {
        most = Math.max(most, numbers.made + 1 - seen.length);
      });
      const config = { batchSize: 4, maxQueueDelay: 1, maxInFlight: 1 };
      values(numbers, model, config).subscribe((n) => seen.push(`${asyncScheduler.now()}: ${n}`));
      flush();
      expect(seen.join(', ')).toBe('2: 0, 2: 1, 2: 2, 2: 3, 4: 4, 4: 5, 4: 6, 4: 7, 6: 8, 6: 9');
      expect([model.stats().executions, most]).toEqual([3, 8]);
      expectSettled(model, { delivered: 10 });
    });
  });

  it('takes fair turns with others over the same model', () => {
    const { session, model } = setup(2);
    const order: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const inputs = (n: number) => {
        order.push(`${name}${n}`);
        return one();
      };
      values([1, 2, 3], model, { inputs }).subscribe();
    }
    for (let n = 0; n < 9; n += 1) session.report();
    expect(order).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'b2', 'c2', 'b3', 'c3']);
    assertSettled(model);
  });

  it.each([null, undefined, 1, {}, { next() {} }, () => {}, new Date(0)])(
    'refuses %p, when it is called',
    (what) => {
      expect(() => inferFrom(what as never, virtualModel())).toThrow(
        /^Expected an iterable, an async iterable or a ReadableStream for `source` but received/,
      );
    },
  );

  it('refuses what infer refuses', () => {
    expect(() => inferFrom([], {} as Model)).toThrow(TypeError);
    expect(() => inferFrom([], virtualModel(), { interval: 8 } as never)).toThrow(
      /`callbackInterval`|inferFrom/,
    );
    expect(() => inferFrom([], virtualModel(), { maxInFlight: 0 })).toThrow(RangeError);
  });
});

describe('inferFrom calls return()', () => {
  it('on unsubscribe, and emits nothing more', () => {
    marbles(({ expectObservable, flush }) => {
      const model = virtualModel(2, 2);
      const numbers = new Numbers(10);
      expectObservable(values(numbers, model).pipe(map(String)), '^----!').toBe('--0-1');
      flush();
      expect(numbers.ending).toBe('returned');
      assertSettled(model);
    });
  });

  it('on take(n)', () => {
    marbles(({ expectObservable, flush }) => {
      const model = virtualModel(1, 2);
      const numbers = new Numbers(10);
      expectObservable(values(numbers, model).pipe(map(String), take(2))).toBe('-0(1|)');
      flush();
      expect(numbers.ending).toBe('returned');
      assertSettled(model);
    });
  });

  it('on an error of the device, of an input, and when the model closes', () => {
    const failing = setup();
    const numbers = [new Numbers(9), new Numbers(9), new Numbers(9)] as const;
    const errors: unknown[] = [];
    const error = (thrown: unknown) => errors.push(thrown);
    const failure = new AclError('aclrtSynchronizeStream', 507011);
    values(numbers[0], failing.model, { maxInFlight: 2 }).subscribe({ error });
    failing.session.fail(failure);
    const unfit = setup();
    values(numbers[1], unfit.model, { inputs: () => ({ none: one() }) }).subscribe({ error });
    const closing = setup(1);
    values(numbers[2], closing.model).subscribe({ error });
    void closing.model.close();
    closing.session.report();
    expect(errors).toMatchObject([failure, { code: 'ERR_INPUT' }, { code: 'ERR_CLOSED' }]);
    expect(numbers.map(({ ending }) => ending)).toEqual(['returned', 'returned', 'returned']);
    for (const { model } of [failing, unfit, closing]) assertSettled(model);
  });

  it('when the generator itself unsubscribes, after it has yielded', () => {
    const { session, model } = setup(1);
    const seen: number[] = [];
    const numbers: Numbers = new Numbers(9, () => {
      if (numbers.made === 2) subscription.unsubscribe();
    });
    const subscription = values(numbers, model, { maxInFlight: 1 }).subscribe((n) => seen.push(n));
    session.report();
    session.report();
    expect([seen, numbers.made, numbers.ending]).toEqual([[0], 3, 'returned']);
    assertSettled(model);
  });

  it('ignores an error that return() throws', () => {
    const { session, model } = setup(1);
    const source = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: () => {
          throw new Error('clean-up');
        },
      }),
    };
    const subscription = values(source, model).subscribe();
    expect(() => subscription.unsubscribe()).not.toThrow();
    session.report();
    assertSettled(model);
  });

  it('not after the source has ended by itself or has thrown: its error passes at once', () => {
    marbles(({ expectObservable, flush }) => {
      const model = virtualModel(3, 1);
      let returned = 0;
      const source = (last: () => IteratorResult<string>) => {
        const results = [() => ({ done: false, value: 'a' }) as const, last];
        return {
          [Symbol.iterator]: () => ({
            next: () => (results.shift() as typeof last)(),
            return: () => {
              returned += 1;
              return { done: true as const, value: undefined };
            },
          }),
        };
      };
      const ending = source(() => ({ done: true, value: undefined }));
      const throwing = source(() => {
        throw new Error('next');
      });
      expectObservable(values(ending, model)).toBe('---(a|)');
      expectObservable(values(throwing, model), '---------^').toBe('---------#', {}, new Error('next'));
      flush();
      expect(returned).toBe(0);
      expectSettled(model, { submitted: 2, delivered: 1, cancelled: 1 });
    });
  });
});

it('inferFrom says where an Observable belongs', () => {
  const { model } = setup(1);
  expect(() => inferFrom(NEVER as never, model)).toThrow(
    /^Expected an iterable, an async iterable or a ReadableStream for `source` but received .*\. For an Observable, use source\.pipe\(infer\(model\)\)\.$/,
  );
});
