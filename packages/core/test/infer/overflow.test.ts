// `overflow`, `maxQueueSize`, `maxStaleness`: what becomes of inputs for which there is no slot.
import { describe, expect, it, jest } from '@jest/globals';
import { asyncScheduler, concat, Observable, of, Subject, switchMap, VirtualTimeScheduler } from 'rxjs';
import { one } from '../../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AscendRxError, type Drop, type InferConfig } from '../../src/index.js';
import { createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { dropList, through, timeline } from '../support/through.js';

const busy = (slots = 1, serviceTime = 3) => createVirtualDevice({ serviceTime }).createModel({ slots });

const overflowed = (index: number, room: string) =>
  new AscendRxError('ERR_OVERFLOW', `No slot is free for input ${index}, and ${room}`);

describe('buffer', () => {
  it('lets all inputs wait', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy();
      expectObservable(cold('(abc|)').pipe(through(model, { overflow: 'buffer' }))).toBe('---a--b--(c|)');
      flush();
      expectSettled(model, { submitted: 3, delivered: 3 });
    });
  });

  it('with a bound ends the pipeline at the first input beyond it, and leaves the source at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = busy();
      const source = cold('abcd---|');
      const expected = '   ---#';
      expectObservable(source.pipe(through(model, { maxQueueSize: 2 }))).toBe(
        expected,
        undefined,
        overflowed(3, '2 wait already (`maxQueueSize`)'),
      );
      expectSubscriptions(source.subscriptions).toBe('^--!');
      flush();
      expectSettled(model, { submitted: 4, failed: 1, cancelled: 3 });
    });
  });

  it('with a bound of 0 fails like error', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('ab').pipe(through(busy(), { maxQueueSize: 0 }))).toBe(
        '-#',
        undefined,
        overflowed(1, 'none may wait (`maxQueueSize` is 0)'),
      );
    });
  });
});

describe('error', () => {
  it('stops a synchronous source at once', () => {
    marbles(({ flush }) => {
      const model = busy(2);
      let emitted = 0;
      const endless = new Observable<number>((subscriber) => {
        while (!subscriber.closed) {
          subscriber.next(emitted);
          emitted += 1;
        }
      });
      const errors: unknown[] = [];
      endless.pipe(through(model, { overflow: 'error' })).subscribe({ error: (error) => errors.push(error) });
      expect(emitted).toBe(3);
      expect(errors).toEqual([overflowed(2, 'none may wait (`maxQueueSize` is 0)')]);
      flush();
      expectSettled(model, { submitted: 3, failed: 1, cancelled: 2 });
    });
  });

  it('does not fail while a slot is free or the queue has room', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy(2);
      const config = { overflow: 'error', maxQueueSize: 1 } as const;
      expectObservable(cold('(abc|)').pipe(through(model, config))).toBe('---a--b--(c|)');
      flush();
      expectSettled(model, { delivered: 3 });
    });
  });
});

describe('drop-newest', () => {
  it('drops inputs that arrive while no slot is free', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy();
      const { list, onDrop } = dropList();
      const source = cold(' ab--cd--e-|');
      const expected = '    ---a---c---(e|)';
      expectObservable(source.pipe(through(model, { overflow: 'drop-newest', onDrop }))).toBe(expected);
      flush();
      expect(list).toEqual(['b overflow 0', 'd overflow 0']);
      expectSettled(model, { submitted: 5, delivered: 3, dropped: 2 });
    });
  });

  it('drops inputs only when maxQueueSize inputs wait', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy();
      const { list, onDrop } = dropList();
      const config = { overflow: 'drop-newest', maxQueueSize: 2, onDrop } as const;
      expectObservable(cold('(abcde|)').pipe(through(model, config))).toBe('---a--b--(c|)');
      flush();
      expect(list).toEqual(['d overflow 0', 'e overflow 0']);
      expectSettled(model, { delivered: 3, dropped: 2 });
    });
  });
});

describe('drop-oldest', () => {
  it('keeps the newest input waiting', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy();
      const { list, onDrop } = dropList();
      const source = cold(' abc-----|');
      const expected = '    ---a--c-|';
      expectObservable(source.pipe(through(model, { overflow: 'drop-oldest', onDrop }))).toBe(expected);
      flush();
      expect(list).toEqual(['b overflow 1']);
      expectSettled(model, { submitted: 3, delivered: 2, dropped: 1 });
    });
  });

  it('with a larger maxQueueSize drops the input that has waited longest', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy();
      const { list, onDrop } = dropList();
      const config = { overflow: 'drop-oldest', maxQueueSize: 2, onDrop } as const;
      expectObservable(cold('a(bcde|)').pipe(through(model, config))).toBe('---a--d--(e|)');
      flush();
      expect(list).toEqual(['b overflow 0', 'c overflow 0']);
      expectSettled(model, { delivered: 3, dropped: 2 });
    });
  });
});

describe('maxQueueSize', () => {
  it('counts inputs that arrive while maxInFlight is reached, although the model has free slots', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = busy(5, 2);
      const { list, onDrop } = dropList();
      const source = cold('(abc)-(de)|');
      const expected = '   --a-b---d-(e|)';
      const config = { maxInFlight: 1, overflow: 'drop-newest', maxQueueSize: 1, onDrop } as const;
      expectObservable(source.pipe(through(model, config))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^---------!');
      flush();
      expect(list).toEqual(['c overflow 0']);
      expectSettled(model, { submitted: 5, delivered: 4, dropped: 1 });
    });
  });

  it('is not exceeded while results that are held back for the order keep the pipeline from starting more', () => {
    marbles(({ cold, flush }) => {
      const times = [20, 1, 1, 1];
      const model = createVirtualDevice({ serviceTime: (_, n) => times[n] ?? 1 }).createModel({
        instances: 2,
      });
      const { list, onDrop } = dropList();
      const config = { maxInFlight: 4, overflow: 'drop-newest', maxQueueSize: 1, onDrop } as const;
      // b and d are done by 2, and held back behind a, as c has to wait for its instance: of the others none can start.
      const lines = timeline(cold('(abcd)(efg)|').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['20 ab', '21 cde|']);
      expect(list).toEqual(['f overflow 0', 'g overflow 0']);
      expectSettled(model, { submitted: 7, delivered: 5, dropped: 2 });
    });
  });

  it('does not count inputs that are executed again', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 1 }), { submissions: { 0: 507011 } });
      const model = device.createModel({ slots: 1 });
      const { list, onDrop } = dropList();
      const onFailure = { retry: { count: 1, delay: 3 } };
      const config = {
        overflow: 'drop-newest',
        maxQueueSize: 1,
        order: 'completion',
        onFailure,
        onDrop,
      } as const;
      // a waits from 0 to 3 and has b's slot at 4: c waits meanwhile.
      const lines = timeline(cold('a--(bcd)|').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['4 b', '5 a', '6 c', '8 |']);
      expect(list).toEqual(['d overflow 0']);
      expectSettled(model, { submitted: 4, delivered: 3, dropped: 1 });
    });
  });
});

describe('maxStaleness', () => {
  it('drops an input in the very frame in which it has waited so long', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy(1, 5);
      const { list, onDrop } = dropList();
      const drops: Drop[] = [];
      model.dropped$.subscribe((drop) => drops.push(drop));
      expectObservable(model.dropped$, '^----------!').toBe('----d------', {
        d: { label: 'cam', source: 'b', index: 1, cause: 'stale', waited: 3 },
      });
      const source = cold(' ab--c-------|');
      const expected = '    -----a----c-|';
      expectObservable(source.pipe(through(model, { maxStaleness: 3, label: 'cam', onDrop }))).toBe(expected);
      flush();
      expect(list).toEqual(['b stale 3']);
      expect(drops).toHaveLength(1);
      expectSettled(model, { delivered: 2, dropped: 1 });
    });
  });

  it('completes with the drop if it was the last input', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy(1, 4);
      expectObservable(cold('-').pipe(through(model))).toBe('-');
      expectObservable(cold('(a|)').pipe(through(model))).toBe('----(a|)');
      expectObservable(cold('(b|)').pipe(through(model, { maxStaleness: 2 }))).toBe('--|');
      flush();
      expectSettled(model, { delivered: 1, dropped: 1 });
    });
  });

  it('sets no timer that outlasts the waiting inputs', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy(1, 2);
      expectObservable(cold('(ab)').pipe(through(model, { maxStaleness: 1000 }))).toBe('--a-b');
      flush();
      expect(asyncScheduler.now()).toBe(4);
      expectSettled(model, { delivered: 2 });
    });
  });

  it('of 0 drops an input at once if no slot is free', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy(1, 2);
      expectObservable(cold('(ab)-c|').pipe(through(model, { maxStaleness: 0 }))).toBe('--a----(c|)');
      flush();
      expectSettled(model, { delivered: 2, dropped: 1 });
    });
  });

  it('drops an input in virtual time also if sums of times are rounded', () => {
    const scheduler = new VirtualTimeScheduler();
    const schedule = jest.spyOn(scheduler, 'schedule');
    const model = createVirtualDevice({ serviceTime: 5, scheduler }).createModel({ slots: 1 });
    const { list, onDrop } = dropList();
    const source = new Subject<string>();
    source.pipe(through(model, { maxStaleness: 0.4, onDrop })).subscribe();
    source.next('a');
    // 0.1 + 0.4 - 0.4 is less than 0.1.
    scheduler.schedule(() => source.next('b'), 0.1);
    // Fails instead of hanging.
    scheduler.schedule(() => {
      schedule.mockImplementation(() => {
        throw new Error('another timer');
      });
    }, 0.3);
    scheduler.schedule(() => schedule.mockRestore(), 1);
    scheduler.flush();
    expect(list).toEqual(['b stale 0.4']);
    expectSettled(model, { delivered: 1, dropped: 1 });
  });

  it('does not count for an input that had a slot: a retry is not stale', () => {
    marbles(({ cold, expectObservable, flush }) => {
      let failures = 1;
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({
        slots: 1,
        compute: () => {
          if (failures-- > 0) throw new Error('once');
          return { y: [0] };
        },
      });
      const config = { maxStaleness: 1, onFailure: { retry: { count: 1, delay: 5 } } } as const;
      expectObservable(cold('(a|)').pipe(through(model, config))).toBe('---------(a|)');
      flush();
      expectSettled(model, { delivered: 1 });
    });
  });
});

describe('onDrop', () => {
  it('ends the pipeline with the error that it throws', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = busy();
      const onDrop = () => {
        throw new Error('not dropped');
      };
      expectObservable(cold('ab').pipe(through(model, { overflow: 'drop-newest', onDrop }))).toBe(
        '-#',
        undefined,
        new Error('not dropped'),
      );
      flush();
      expectSettled(model, { submitted: 2, dropped: 1, cancelled: 1 });
    });
  });
});

describe('feedback: a synchronous source that starts inside of a result is left at once', () => {
  // It emits for as long as nobody leaves it; bounded, so that the test fails instead of hanging.
  const endless = (emitted: number[]) =>
    new Observable<number>((subscriber) => {
      while (!subscriber.closed && emitted.length < 100) {
        emitted.push(emitted.length + 1);
        subscriber.next(emitted.length);
      }
    });
  const throwing = (n: number) => {
    if (n > 1) throw new Error('thrown');
    return one();
  };
  // Of 5 slots all are free in the first result: the sixth input is one too many.
  it.each<[string, InferConfig<number>, number, Error]>([
    ['by error', { overflow: 'error' }, 6, overflowed(6, 'none may wait (`maxQueueSize` is 0)')],
    ['by a buffer that is full', { maxQueueSize: 2 }, 8, overflowed(8, '2 wait already (`maxQueueSize`)')],
    [
      'by an onDrop that throws',
      { overflow: 'drop-newest', maxInFlight: 5, onDrop: throwing },
      6,
      new Error('thrown'),
    ],
    ['by inputs that throws', { inputs: throwing }, 2, new Error('thrown')],
  ])('%s', (_, config, count, error) => {
    marbles(({ flush }) => {
      const model = busy(5, 1);
      const start$ = new Subject<void>();
      const emitted: number[] = [];
      const out: unknown[] = [];
      concat(of(0), start$.pipe(switchMap(() => endless(emitted))))
        .pipe(through(model, { inputs: one, ...config }))
        .subscribe({
          next: (n) => {
            out.push(n);
            start$.next();
            out.push('left');
          },
          error: (thrown) => out.push(thrown),
        });
      flush();
      expect(emitted).toHaveLength(count);
      expect(out).toEqual([0, 'left', error]);
      expectSettled(model, { submitted: count + 1, delivered: 1 });
    });
  });
});
