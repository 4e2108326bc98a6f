// What disturbs a pipeline while values are prepared: user code that ends pipelines in the middle of something, and values of
// `prepare` that are not what they seem to be.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, merge, NEVER, Observable, Subject, Subscription } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { UnhandledErrors } from '../../../../test/support/unhandled-errors.js';
import type { InferFailure, Prepare, TraceSink, TypedArray } from '../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { Kitchen, prepared } from '../support/preparing.js';
import { dropList, through, timeline } from '../support/through.js';

const virtualModel = (serviceTime = 0, slots = 256, instances = 1) =>
  createVirtualDevice({ serviceTime, devices: instances }).createModel({ slots, instances });

const unhandled = new UnhandledErrors();

const fail = (what: string): never => {
  throw new Error(what);
};

const failingModel = () =>
  withFaults(createVirtualDevice({ serviceTime: 3 }), { inferences: { 0: 507011 } }).createModel({
    slots: 2,
  });

describe('an instance fails', () => {
  it('and the failure of one pipeline unsubscribes another that prepares on it: no slot is given back twice', () => {
    marbles(({ cold, flush }) => {
      const model = failingModel();
      const both = merge(
        cold('a-').pipe(through(model)),
        cold('b-').pipe(prepared(model, new Kitchen({ b: 9 }).prepare)),
      );
      const lines = timeline(both);
      const busy: number[] = [];
      const later = new Subject<string>();
      asyncScheduler.schedule(() => {
        busy.push(model.busySlots);
        timeline(later.pipe(through(model)));
        for (const value of 'xyz') later.next(value);
        busy.push(model.busySlots);
        later.complete();
      }, 20);
      flush();
      expect(lines.length).toBe(1);
      expect(busy).toEqual([0, 2]);
      assertSettled(model);
    });
  });

  it('and the trace sink unsubscribes what is being prepared on it: no slot is given back twice', () => {
    marbles(({ cold, flush }) => {
      const model = failingModel();
      const stop = new Subscription();
      const recorder: TraceSink = {
        on: (event) => event.type === 'instance' && event.step === 'failed' && stop.unsubscribe(),
      };
      timeline(cold('a-').pipe(through(model, { recorder, onFailure: 'drop' })));
      stop.add(
        cold('b-')
          .pipe(prepared(model, new Kitchen({ b: 9 }).prepare))
          .subscribe(),
      );
      flush();
      expect(stop.closed).toBe(true);
      expect(model.busySlots).toBe(0);
      assertSettled(model);
    });
  });
});

describe('the end of a pipeline', () => {
  it('aborts what is being prepared also if the teardown of the source has thrown before', () => {
    marbles(({ flush }) => {
      const model = virtualModel(3);
      const kitchen = new Kitchen({ b: 9 });
      let push = (_: string) => {};
      const source = new Observable<string>((subscriber) => {
        push = (value) => subscriber.next(value);
        return () => fail('teardown');
      });
      const options = { maxInFlight: 2, overflow: 'error', maxQueueSize: 0 } as const;
      const lines: string[] = [];
      source.pipe(prepared(model, kitchen.prepare, options)).subscribe({
        next: () => {
          // There is room for c, and none for d: the source is left at once, the pipeline ends when the results are emitted.
          push('c');
          push('d');
        },
        error: ({ message }) => lines.push(`${asyncScheduler.now()} # ${message}`),
      });
      push('a');
      push('b');
      flush();
      expect(lines.join()).toMatch(/^3 # No slot is free for input 3/);
      expect(kitchen.log).toContain('3 b!');
      expect(model.busySlots).toBe(0);
      assertSettled(model);
    });
    expect(unhandled.messages).toEqual(['teardown: teardown']);
  });
});

describe('a listener on the signal', () => {
  it('may push a value when the pipeline ends: it is ignored', () => {
    marbles(({ flush }) => {
      const model = virtualModel(1);
      const source = new Subject<string>();
      const events: string[] = [];
      const recorder: TraceSink = { on: ({ type }) => void events.push(type) };
      const prepare: Prepare<string> = (_value, _target, { signal }) => {
        signal.addEventListener('abort', () => source.next('b'));
        return NEVER;
      };
      const subscription = source.pipe(prepared(model, prepare, { recorder })).subscribe();
      source.next('a');
      asyncScheduler.schedule(() => subscription.unsubscribe(), 2);
      flush();
      expect(model.busySlots).toBe(0);
      expect(events).toEqual(['open', 'submit', 'start', 'end']);
      expectSettled(model, { submitted: 1, cancelled: 1 });
      assertSettled(model);
    });
  });

  it('may call the runner when its pipeline fails: the call is rejected, too', async () => {
    const faults = { inferences: { 0: 507011 }, rebuilds: { 0: 1, 1: 1, 2: 1, 3: 1, 4: 1 } };
    const model = withFaults(createVirtualDevice({ serviceTime: 1 }), faults).createModel({ slots: 2 });
    const outcomes: string[] = [];
    marbles(({ flush }) => {
      const runner = model.runner({
        prepare: (value: string, _target, { signal }) => {
          if (value === 'a') return value;
          signal.addEventListener('abort', () => note('c'));
          return NEVER;
        },
      });
      const note = (value: string) =>
        void runner.run(value).then(
          () => outcomes.push(value),
          ({ code }) => outcomes.push(`${value} ${code}`),
        );
      note('a');
      note('b');
      flush();
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(outcomes.sort()).toEqual(['a 507011', 'b ERR_NO_INSTANCE', 'c ERR_NO_INSTANCE']);
    expectSettled(model, { submitted: 2 });
    assertSettled(model);
  });

  it.each([
    ['unsubscribes', (stop: () => void) => stop()],
    ['closes the model', (_stop: () => void, close: () => void) => close()],
    ['throws', () => fail('listener')],
  ])('and the teardown of the Observable may do anything after a timeout: it %s', (_, act) => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ gears: [1, 2], slots: 2 });
      const stop = new Subscription();
      const close = () => void model.close();
      const prepare = () => new Observable<void>(() => () => act(() => stop.unsubscribe(), close));
      const options = { timeout: 3, onFailure: 'drop', batchSize: 2, maxQueueDelay: 1 } as const;
      stop.add(
        cold('(abc)--d-')
          .pipe(prepared(model, prepare, options))
          .subscribe({ error: () => {} }),
      );
      asyncScheduler.schedule(() => stop.unsubscribe(), 30);
      flush();
      expect(model.busySlots).toBe(0);
      assertSettled(model);
    });
  });

  it('may let other values of its batch be ready, or fail', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ gears: [1, 2, 3], slots: 2 });
      const others = { b: new Subject<void>(), c: new Subject<void>() };
      const prepare = (value: string) =>
        value === 'a'
          ? new Observable<void>(() => () => {
              others.b.next();
              others.c.error(new Error('c'));
            })
          : others[value as 'b'];
      const { list, onDrop } = dropList();
      const options = { timeout: 3, onFailure: 'drop', onDrop, batchSize: 3, maxQueueDelay: 1 } as const;
      timeline(cold('(abc|)').pipe(prepared(model, prepare, options)));
      flush();
      expect(list.sort()).toEqual(['a failure 3', 'b failure 3', 'c failure 3']);
      expect(model.busySlots).toBe(0);
      expectSettled(model, { dropped: 3 });
      assertSettled(model);
    });
  });
});

describe('a retry', () => {
  it('whose memory has been transferred away is not executed again: `then` says what becomes of it', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 2 }), { submissions: { 0: 507011 } });
      const model = device.createModel();
      const targets: (readonly TypedArray[])[] = [];
      const failures: unknown[] = [];
      const onFailure = ({ attempts, error }: InferFailure<string>) => {
        failures.push([attempts, 'code' in error ? error.code : error]);
        const [target] = targets[0] ?? [];
        if (target && target.byteLength > 0)
          structuredClone(undefined, { transfer: [target.buffer as ArrayBuffer] });
        return { retry: { count: 5 }, then: 'drop' } as const;
      };
      const prepare = (_: string, target: readonly TypedArray[]) => void targets.push(target);
      const lines = timeline(cold('ab|').pipe(prepared(model, prepare, { onFailure })));
      flush();
      expect(failures).toEqual([
        [1, 507011],
        [1, 'ERR_INPUT'],
      ]);
      expect(lines).toEqual(['3 b|']);
      expectSettled(model, { delivered: 1, dropped: 1 });
      assertSettled(model);
    });
  });
});

describe('what prepare returns', () => {
  const throwingThen = () => Object.defineProperty({}, 'then', { get: () => fail('then') });
  const badProxy = () => new Proxy({}, { get: () => fail('get'), has: () => fail('has') });
  it.each([
    ['has a `then` that cannot be read', throwingThen],
    ['is a proxy that throws', badProxy],
  ])('fails if it %s', (_, make) => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const options = { onFailure: 'drop' } as const;
      const lines = timeline(
        cold('ab|').pipe(prepared(model, (value) => (value === 'a' ? make() : undefined), options)),
      );
      flush();
      expect(lines).toEqual(['2 b|']);
      expectSettled(model, { delivered: 1, dropped: 1 });
      assertSettled(model);
    });
  });

  it('settles the value once, if it is a Promise whose `then` calls back more than once', async () => {
    const model = createVirtualDevice().createModel();
    const odd = Object.assign(Promise.resolve(), {
      then: (ready: (value: unknown) => void, failed: (error: unknown) => void) => {
        ready(1);
        ready(2);
        failed(new Error('late'));
        throw new Error('later');
      },
    });
    const runner = model.runner({ prepare: (_: number) => odd });
    expect((await runner.run(0)).prepared).toBe(1);
    await runner.close();
    assertSettled(model);
  });
});
