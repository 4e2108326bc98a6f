// `model.stats()`, and `model.stats$`: a sample per period, while subscribed.
import { describe, expect, it, jest } from '@jest/globals';
import { asyncScheduler, NEVER, of, startWith, take } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import type { StatsSample } from '../../src/index.js';
import { Histogram } from '../../src/ledger/histogram.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { through } from '../support/through.js';

const none = { p50: 0, p90: 0, p99: 0, max: 0 };
const all = (time: number) => ({ p50: time, p90: time, p99: time, max: time });

describe('stats()', () => {
  it('names the pipelines that run, in the order in which they were subscribed to', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 4 }).createModel({ slots: 1 });
      const look = () => model.stats().pipelines.map(({ label, ledger }) => [label, ledger]);
      const counts = { waiting: 0, inFlight: 0, delivered: 0, dropped: 0, failed: 0, cancelled: 0 };
      expect(look()).toEqual([]);
      const door = cold('-')
        .pipe(through(model, { label: 'door' }))
        .subscribe();
      of('a', 'b').pipe(through(model)).subscribe();
      NEVER.pipe(startWith('c'), through(model, { label: 'yard', overflow: 'drop-newest' })).subscribe();
      expect(look()).toEqual([
        ['door', { ...counts, submitted: 0 }],
        [undefined, { ...counts, submitted: 2, inFlight: 1, waiting: 1 }],
        ['yard', { ...counts, submitted: 1, dropped: 1 }],
      ]);
      door.unsubscribe();
      expect(look().map(([label]) => label)).toEqual([undefined, 'yard']);
      flush();
      expect(look()).toEqual([['yard', { ...counts, submitted: 1, dropped: 1 }]]);
    });
  });
});

describe('stats$', () => {
  it('counts, times and rates what happened in each period', () => {
    marbles(({ cold, flush }) => {
      const device = createVirtualDevice({ serviceTime: 10 });
      const model = device.createModel({ slots: 1, samplingPeriod: 100 });
      const samples: StatsSample[] = [];
      model.stats$.pipe(take(2)).subscribe((sample) => samples.push(sample));
      cold('(abc|)').pipe(through(model)).subscribe();
      cold('95ms (xy)').pipe(through(model), take(1)).subscribe();
      flush();
      const [first, second] = samples;
      expect(first).toMatchObject({
        period: 100,
        executions: 4,
        callbacks: 4,
        inFlight: 1,
        queueDepth: 1,
        inferencesPerSecond: 30,
        callbacksPerSecond: 40,
        ledger: { submitted: 5, waiting: 1, inFlight: 1, delivered: 3 },
        latency: { compute: all(10), copyIn: none, copyOut: none, callbackWait: none },
      });
      expect(first?.latency.queue).toEqual({
        count: 3,
        sum: 30,
        p50: expect.closeTo(10, 0),
        p90: 20,
        p99: 20,
        max: 20,
      });
      expect(first?.latency.total).toEqual({
        count: 3,
        sum: 60,
        p50: expect.closeTo(20, 0),
        p90: 30,
        p99: 30,
        max: 30,
      });
      expect(second).toMatchObject({
        period: 100,
        inFlight: 0,
        inferencesPerSecond: 10,
        latency: { total: all(10) },
      });
    });
  });

  it('counts inputs in flight and waiting inputs apart, and has all callbacks so far and the rate of the period', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 2, samplingPeriod: 15 });
      const samples: StatsSample[] = [];
      model.stats$.pipe(take(3)).subscribe((sample) => samples.push(sample));
      cold('(abcdef|)').pipe(through(model)).subscribe();
      flush();
      // One more callback is launched when the slot of the one before the last comes back, every 10 ms.
      expect(samples.map(({ inFlight, queueDepth, callbacks }) => [inFlight, queueDepth, callbacks])).toEqual(
        [
          [2, 3, 3],
          [2, 2, 4],
          [2, 0, 6],
        ],
      );
      const rates = samples.map(({ callbacksPerSecond }) => callbacksPerSecond * 0.015);
      expect(rates).toEqual([3, 1, 2].map((count) => expect.closeTo(count)));
    });
  });

  it('names the pipelines that run at the end of the period', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 3 }).createModel({ slots: 1, samplingPeriod: 10 });
      const samples: StatsSample[] = [];
      model.stats$.pipe(take(2)).subscribe((sample) => samples.push(sample));
      cold('(ab)-------------|')
        .pipe(through(model, { label: 'door' }))
        .subscribe();
      cold('------(cde)')
        .pipe(through(model, { label: 'yard' }))
        .subscribe();
      flush();
      expect(samples.map(({ pipelines }) => pipelines)).toMatchObject([
        [
          { label: 'door', ledger: { submitted: 2, delivered: 2 } },
          { label: 'yard', ledger: { submitted: 3, delivered: 1, inFlight: 1, waiting: 1 } },
        ],
        [{ label: 'yard', ledger: { delivered: 3 } }],
      ]);
    });
  });

  it('measures nothing when nobody subscribes any more', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ samplingPeriod: 10 });
      const add = jest.spyOn(Histogram.prototype, 'add');
      model.stats$.pipe(take(1)).subscribe();
      cold('a').pipe(through(model)).subscribe();
      asyncScheduler.schedule(() => {
        expect(add).toHaveBeenCalled();
        add.mockClear();
      }, 15);
      cold('20ms b').pipe(through(model)).subscribe();
      flush();
      expect(model.stats().ledger.delivered).toBe(2);
      expect(add).not.toHaveBeenCalled();
      add.mockRestore();
    });
  });

  it('has zeros when nothing happened', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice().createModel();
      const samples: StatsSample[] = [];
      model.stats$.pipe(take(1)).subscribe((sample) => samples.push(sample));
      flush();
      expect(samples).toMatchObject([{ period: 1000, inferencesPerSecond: 0, latency: { total: none } }]);
    });
  });

  it('ticks only while it is subscribed to', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice().createModel({ samplingPeriod: 2 });
      let ticks = 0;
      const subscription = model.stats$.subscribe(() => {
        ticks += 1;
        if (ticks === 3) subscription.unsubscribe();
      });
      // Would not come back if it went on.
      flush();
      expect(ticks).toBe(3);
      expect(asyncScheduler.now()).toBe(6);
    });
  });
});
