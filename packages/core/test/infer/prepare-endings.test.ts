// How what is being prepared ends: groups and completion, failures, close, unsubscription, and user code that throws.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map, NEVER, Observable, Subject, throwError, timer } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type InferFailure, InferTimeoutError, infer, type TypedArray } from '../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { Kitchen, prepared } from '../support/preparing.js';
import { timeline } from '../support/through.js';

const virtualModel = (serviceTime = 0, slots = 256, instances = 1) =>
  createVirtualDevice({ serviceTime, devices: instances }).createModel({ slots, instances });

const fail = (what: string): never => {
  throw new Error(what);
};

describe('groups and completion', () => {
  it('wait for what is being prepared: no group closes early for want of slots', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1, 2);
      const kitchen = new Kitchen({ b: 10 });
      const options = { callbackInterval: 2, maxPreparing: 2 };
      // Without b, the group of a would be closed when b takes the last slot.
      const lines = timeline(cold('ab---').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      expect(lines).toEqual(['12 ab']);
      expect(model.stats()).toMatchObject({ callbacks: 1 });
    });
  });

  it('wait no longer than maxCallbackDelay', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const options = { callbackInterval: 5, maxCallbackDelay: 4 };
      const lines = timeline(cold('ab---').pipe(prepared(model, new Kitchen({ b: 10 }).prepare, options)));
      flush();
      expect(lines).toEqual(['4 a', '15 b']);
      assertSettled(model);
    });
  });

  it('close a group that is not full when the last one has been prepared', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1, 2);
      const options = { callbackInterval: 5, maxPreparing: 2 };
      const lines = timeline(cold('ab---').pipe(prepared(model, new Kitchen({ b: 10 }).prepare, options)));
      flush();
      expect(lines).toEqual(['12 ab']);
      assertSettled(model);
    });
  });

  it('close a group that is not full when the last one cannot be prepared', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1, 256);
      const prepare = (value: string) => (value === 'b' ? timer(10).pipe(map(() => fail('b'))) : undefined);
      const options = { callbackInterval: 5, maxInFlight: 5, onFailure: 'drop' } as const;
      const lines = timeline(cold('ab|').pipe(prepared(model, prepare, options)));
      flush();
      expect(lines).toEqual(['11 a|']);
      assertSettled(model);
    });
  });

  it('without callbacks: synchronize when nothing is being prepared any more', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1, 2);
      const lines = timeline(
        cold('abc|').pipe(prepared(model, new Kitchen({ b: 10, c: 2 }).prepare, { callbackInterval: 0 })),
      );
      flush();
      expect(lines).toEqual(['12 ab', '15 c|']);
      assertSettled(model);
    });
  });

  it('close groups of other pipelines that would wait for a slot', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1, 2);
      const others = timeline(
        cold('a----').pipe(prepared(model, new Kitchen().prepare, { callbackInterval: 4 })),
      );
      const lines = timeline(cold('-b---').pipe(prepared(model, new Kitchen({ b: 7 }).prepare)));
      flush();
      expect(others).toEqual(['1 a']);
      expect(lines).toEqual(['9 b']);
    });
  });

  it('completion is not reached while a value is being prepared', () => {
    marbles(({ cold, expectObservable }) => {
      const model = virtualModel(1);
      expectObservable(cold('a|').pipe(prepared(model, new Kitchen({ a: 5 }).prepare))).toBe('------(a|)');
      const drops = { onFailure: 'drop' } as const;
      const failing = () => timer(4).pipe(map(() => fail('late')));
      expectObservable(cold('a|').pipe(prepared(model, failing, drops))).toBe('----|');
    });
  });
});

describe('a failure of prepare', () => {
  it.each([
    ['throws', () => fail('no')],
    ['gives an Observable that fails', () => throwError(() => new Error('no'))],
    ['gives an Observable that fails later', () => timer(2).pipe(map(() => fail('no')))],
  ])('goes to onFailure with 0 attempts and is not retried, when it %s', (_, failing) => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const failures: InferFailure<string>[] = [];
      let calls = 0;
      const prepare = (value: string) => {
        calls += 1;
        return value === 'b' ? failing() : undefined;
      };
      const onFailure = (failure: InferFailure<string>) => {
        failures.push(failure);
        return { retry: { count: 5 }, then: 'drop' } as const;
      };
      const lines = timeline(cold('(abc|)').pipe(prepared(model, prepare, { onFailure })));
      flush();
      expect(failures).toMatchObject([{ source: 'b', index: 1, attempts: 0, error: new Error('no') }]);
      expect(lines.join().replace(/[^a-z]/g, '')).toBe('ac');
      expect(calls).toBe(3);
      expect(model.stats()).toMatchObject({ executions: 2 });
      expectSettled(model, { delivered: 2, dropped: 1 });
    });
  });

  it('ends the pipeline by default, and counts as failed', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const kitchen = new Kitchen({ a: 5 });
      const lines = timeline(
        cold('ab-').pipe(
          prepared(model, (...call) => (call[0] === 'b' ? fail('no') : kitchen.prepare(...call))),
        ),
      );
      flush();
      expect(lines).toEqual(['1 # no']);
      expect(kitchen.log).toEqual(['0 a', '1 a!']);
      expectSettled(model, { failed: 1, cancelled: 1 });
      assertSettled(model);
    });
  });

  it('that ends its pipeline gives its slot to another pipeline that waits', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1, 1);
      const failing = () => timer(4).pipe(map(() => fail('no')));
      const first = timeline(cold('a-').pipe(prepared(model, failing)));
      const second = timeline(cold('-b|').pipe(prepared(model, new Kitchen().prepare)));
      flush();
      expect([first, second]).toEqual([['4 # no'], ['5 b|']]);
      assertSettled(model);
    });
  });

  it('is ERR_INPUT where it has transferred its memory away', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const prepare = (_: string, [target]: readonly TypedArray[]) => {
        structuredClone(target, { transfer: [target?.buffer as ArrayBuffer] });
      };
      const lines = timeline(cold('a-').pipe(prepared(model, prepare)));
      flush();
      expect(lines.join()).toMatch(/^0 # Expected the memory of `target`.*transferred away/);
      assertSettled(model);
    });
  });
});

describe('a failure of the device', () => {
  it('executes again with the kept target, without preparing again', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 2 }), { submissions: { 0: 507011 } });
      const model = device.createModel();
      const kitchen = new Kitchen({ a: 3 });
      const results: object[] = [];
      cold('ab|')
        .pipe(infer(model, { prepare: kitchen.prepare, onFailure: { retry: { count: 1, delay: 1 } } }))
        .subscribe(({ source, prepared: out, outputs, timing: { prepare } }) =>
          results.push([source, out, outputs.y.data[0], prepare]),
        );
      flush();
      expect(kitchen.log).toEqual(['0 a', '1 b']);
      expect(results).toEqual([
        ['a', 'A', 0, 3],
        ['b', 'B', 1, 0],
      ]);
      expect(model.stats().executions).toBe(3);
      assertSettled(model);
    });
  });

  it('spares what is being prepared: it gets a slot first, on any instance', () => {
    marbles(({ cold, flush }) => {
      const plan = { inferences: { 0: 507011 } };
      const device = withFaults(createVirtualDevice({ serviceTime: 3, devices: 2 }), plan);
      const model = device.createModel({ instances: 2, slots: 2 });
      const kitchen = new Kitchen({ c: 6 });
      const lines = timeline(
        cold('(abcdef|)').pipe(prepared(model, kitchen.prepare, { onFailure: 'drop', order: 'completion' })),
      );
      const inFlight: number[] = [];
      asyncScheduler.schedule(() => inFlight.push(model.stats().ledger.inFlight), 4);
      flush();
      // a failed with its instance at 3, and b was ready then. Their slots are free at once, also of the instance that is made
      // anew: e and f are in flight beside c and d.
      expect(inFlight).toEqual([4]);
      // a failed with its instance, which c was on. c is prepared once, and executed.
      expect(kitchen.log.filter((line) => line.includes('c'))).toEqual(['0 c']);
      expect(
        lines
          .join()
          .replace(/[^a-z]/g, '')
          .split('')
          .sort()
          .join(''),
      ).toBe('bcdef');
      expectSettled(model, { delivered: 5, dropped: 1 });
      assertSettled(model);
    });
  });

  it('gives what is being prepared the first slot that is free, before all that waits', () => {
    marbles(({ cold, flush }) => {
      const plan = { inferences: { 0: 507011 } };
      const model = withFaults(createVirtualDevice({ serviceTime: 3 }), plan).createModel({ slots: 2 });
      // b is being prepared when the instance fails at 3. The others wait since 1.
      const options = { onFailure: 'drop', label: 'first' } as const;
      const first = timeline(cold('(ab)').pipe(prepared(model, new Kitchen({ b: 7 }).prepare, options)));
      const others = timeline(
        cold('-(xyz)').pipe(prepared(model, new Kitchen().prepare, { label: 'others' })),
      );
      const seen: object[] = [];
      for (const at of [2, 4]) {
        asyncScheduler.schedule(() => {
          const inFlight = model.stats().pipelines.map(({ ledger }) => ledger.inFlight);
          seen.push({ inFlight, busy: model.busySlots });
        }, at);
      }
      flush();
      // After the failure b has one slot again, x the other.
      expect(seen).toEqual([
        { inFlight: [2, 0], busy: 2 },
        { inFlight: [1, 1], busy: 2 },
      ]);
      expect(first).toEqual(['12 b']);
      expect(others).toEqual(['6 x', '9 y', '15 z']);
      assertSettled(model);
    });
  });
});

describe('close', () => {
  it('finishes what is being prepared', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const kitchen = new Kitchen({ a: 9, b: 2 });
      let closedAt = -1;
      asyncScheduler.schedule(() => {
        void model.close();
      }, 3);
      model.dropped$.subscribe({
        complete: () => {
          closedAt = asyncScheduler.now();
        },
      });
      const lines = timeline(cold('ab--c--').pipe(prepared(model, kitchen.prepare)));
      flush();
      expect(lines).toEqual(['10 ab# The model is closed']);
      expect(closedAt).toBe(10);
      assertSettled(model);
    });
  });

  it('finishes what has lost its instance meanwhile', () => {
    marbles(({ cold, flush }) => {
      const plan = { inferences: { 0: 507011 }, rebuilds: { 0: 507011 } };
      const model = withFaults(createVirtualDevice({ serviceTime: 1 }), plan).createModel({ slots: 2 });
      asyncScheduler.schedule(() => void model.close(), 2);
      const options = { onFailure: 'drop' } as const;
      const lines = timeline(cold('(ab)--').pipe(prepared(model, new Kitchen({ b: 5 }).prepare, options)));
      flush();
      expect(lines.length).toBe(1);
      expect(lines[0]).toMatch(/ b# The model is closed$/);
      expectSettled(model, { delivered: 1, dropped: 1 });
      assertSettled(model);
    });
  });
});

describe('the signal', () => {
  it('is aborted on unsubscribe, and the slot is free at once', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(5, 1);
      const kitchen = new Kitchen({ a: 9 });
      const reasons: unknown[] = [];
      const subscription = cold('a-')
        .pipe(
          prepared(model, (value, target, context) => {
            context.signal.addEventListener('abort', () => reasons.push(context.signal.aborted));
            return kitchen.prepare(value, target, context);
          }),
        )
        .subscribe();
      const lines = timeline(cold('-b|').pipe(prepared(model, new Kitchen().prepare)));
      asyncScheduler.schedule(() => {
        subscription.unsubscribe();
        expect(model.busySlots).toBe(1);
      }, 3);
      flush();
      expect(kitchen.log).toEqual(['0 a', '3 a!']);
      expect(reasons).toEqual([true]);
      // b took the slot in frame 3.
      expect(lines).toEqual(['8 b|']);
      expectSettled(model, { cancelled: 1, delivered: 1 });
      assertSettled(model);
    });
  });

  it('is aborted on timeout, and the slot is free at once', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(2, 1);
      const kitchen = new Kitchen({ a: 50, b: 1 });
      const failures: unknown[] = [];
      const onFailure = ({ error, attempts }: InferFailure<string>) => {
        failures.push([error instanceof InferTimeoutError, attempts, model.busySlots]);
        return { retry: { count: 3 }, then: 'drop' } as const;
      };
      const lines = timeline(cold('ab|').pipe(prepared(model, kitchen.prepare, { timeout: 6, onFailure })));
      flush();
      expect(failures).toEqual([[true, 0, 0]]);
      expect(kitchen.log).toEqual(['0 a', '6 a!', '6 b']);
      expect(lines).toEqual(['9 b|']);
      expectSettled(model, { delivered: 1, dropped: 1 });
      assertSettled(model);
    });
  });

  it('is aborted when a call of a runner is, and others of its batch go on', async () => {
    const model = createVirtualDevice({ serviceTime: 1 }).createModel({ gears: [1, 2] });
    const kitchen = new Kitchen({ a: 5, b: 2 });
    const outcomes: string[] = [];
    marbles(({ flush }) => {
      const runner = model.runner({ prepare: kitchen.prepare, batchSize: 2, maxQueueDelay: 1 });
      const gone = new AbortController();
      const note = (value: string, call: Promise<unknown>) =>
        void call.then(
          () => outcomes.push(`${value} ok`),
          (error) => outcomes.push(`${value} ${error}`),
        );
      note('a', runner.run('a', { signal: gone.signal }));
      note('b', runner.run('b'));
      asyncScheduler.schedule(() => gone.abort('gone'), 3);
      asyncScheduler.schedule(() => void runner.close(), 20);
      flush();
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(outcomes.sort()).toEqual(['a gone', 'b ok']);
    expect(kitchen.log).toContain('3 a!');
    expectSettled(model, { cancelled: 1, delivered: 1 });
    assertSettled(model);
  });

  it('is made when it is read, and is aborted then if the value is', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel();
      let late: { readonly signal: { readonly aborted: boolean } } | undefined;
      const subscription = cold('a-')
        .pipe(
          prepared(model, (_value, _target, context) => {
            late = context;
            return NEVER;
          }),
        )
        .subscribe();
      asyncScheduler.schedule(() => subscription.unsubscribe(), 1);
      flush();
      expect(late?.signal.aborted).toBe(true);
    });
  });
});

describe('user code in prepare', () => {
  it('may push values: they are prepared after it', () => {
    marbles(({ flush }) => {
      const model = virtualModel(1);
      const source = new Subject<string>();
      const kitchen = new Kitchen();
      const lines = timeline(
        source.pipe(
          prepared(model, (...call) => {
            if (call[0] === 'a') source.next('b');
            return kitchen.prepare(...call);
          }),
        ),
      );
      source.next('a');
      source.complete();
      flush();
      expect(kitchen.log).toEqual(['0 a', '0 b']);
      expect(lines).toEqual(['1 a', '2 b|']);
      assertSettled(model);
    });
  });

  it.each([
    ['returns a value', () => 1],
    ['returns an Observable', () => NEVER],
    ['returns a Promise', () => Promise.reject(new Error('late'))],
  ])('may unsubscribe, and %s then', async (_, then) => {
    const model = virtualModel(1);
    marbles(({ flush }) => {
      const source = new Subject<string>();
      const subscription = source
        .pipe(
          prepared(model, () => {
            subscription.unsubscribe();
            return then();
          }),
        )
        .subscribe();
      source.next('a');
      expect(model.busySlots).toBe(0);
      flush();
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expectSettled(model, { cancelled: 1 });
    expect(model.stats().executions).toBe(0);
    assertSettled(model);
  });

  it('may close the model: the value is finished', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const lines = timeline(
        cold('ab-').pipe(
          prepared(model, () => {
            void model.close();
            return timer(3);
          }),
        ),
      );
      flush();
      expect(lines).toEqual(['4 a# The model is closed']);
      assertSettled(model);
    });
  });

  it('may throw in the teardown of its Observable: whoever unsubscribes is told, and the slot is free', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const subscription = cold('a-')
        .pipe(prepared(model, () => new Observable(() => () => fail('teardown'))))
        .subscribe();
      asyncScheduler.schedule(() => expect(() => subscription.unsubscribe()).toThrow('teardown'), 2);
      flush();
      expect(model.busySlots).toBe(0);
      expectSettled(model, { cancelled: 1 });
    });
  });
});
