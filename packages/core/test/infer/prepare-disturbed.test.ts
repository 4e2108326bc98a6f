// What disturbs a pipeline while values are prepared: user code that ends pipelines in the middle of something, and values of
// `prepare` that are not what they seem to be.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, merge, Observable, Subject, Subscription } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { UnhandledErrors } from '../../../../test/support/unhandled-errors.js';
import type { TraceSink } from '../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { Kitchen, prepared } from '../support/preparing.js';
import { through, timeline } from '../support/through.js';

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
      // biome-ignore lint/suspicious/noThenProperty: what is tested
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
