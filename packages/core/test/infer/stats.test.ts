// `model.stats$`: a sample per period, while subscribed.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, take } from 'rxjs';
import type { StatsSample } from '../../src/index.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { marbles } from '../support/marbles.js';
import { through } from '../support/through.js';

const none = { p50: 0, p90: 0, p99: 0, max: 0 };
const all = (time: number) => ({ p50: time, p90: time, p99: time, max: time });

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
      expect(first?.latency.queue).toEqual({ p50: expect.closeTo(10, 0), p90: 20, p99: 20, max: 20 });
      expect(first?.latency.total).toEqual({ p50: expect.closeTo(20, 0), p90: 30, p99: 30, max: 30 });
      expect(second).toMatchObject({
        period: 100,
        inFlight: 0,
        inferencesPerSecond: 10,
        latency: { total: all(10) },
      });
    });
  });

  it('is quiet about what did not happen', () => {
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
