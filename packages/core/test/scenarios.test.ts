// Random scenarios in virtual time: several pipelines over one model, every kind of ending, faults. What must hold in
// all of them holds here. The seed of a failing one is in its message: SCENARIO=<seed> runs it alone, SCENARIOS=<count>
// as many as you have time for.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, Observable, retry, type Subscription } from 'rxjs';
import { type InferResult, infer, type Model } from '../src/index.js';
import {
  assertBalanced,
  assertSettled,
  createVirtualDevice,
  type FaultPlan,
  withFaults,
} from '../src/testing/index.js';
import { marbles } from './support/marbles.js';
import { Random } from './support/random.js';

const { SCENARIO: only, SCENARIOS: count = '300' } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(count) }, (_, n) => n + 1) : [Number(only)];

/** A source of `length` numbers with random pauses, some of them 0, then an ending. */
function source(random: Random, length: number, ending: 'complete' | 'error' | 'never'): Observable<number> {
  const pauses = Array.from({ length: length + 1 }, () => (random.once(2) ? 0 : random.integer(0, 4)));
  return new Observable((subscriber) => {
    const step = (n: number): void => {
      if (subscriber.closed) return;
      if (n < length) {
        subscriber.next(n);
        const pause = pauses[n] ?? 0;
        if (pause === 0) step(n + 1);
        else subscriber.add(asyncScheduler.schedule(() => step(n + 1), pause));
      } else if (ending === 'complete') subscriber.complete();
      else if (ending === 'error') subscriber.error('source');
    };
    step(0);
  });
}

function faults(random: Random): FaultPlan {
  const ordinals = (times: number) => (random.once(times) ? [random.integer(0, 10)] : []);
  const codes = (times: number) => Object.fromEntries(ordinals(times).map((n) => [n, 100000]));
  return {
    submissions: codes(4),
    launches: ordinals(2),
    rebuilds: random.once(3) ? { 0: 500000 } : {},
  };
}

class Consumer {
  readonly results: number[] = [];
  ended = false;
  silent = false;

  constructor(
    readonly model: Model,
    readonly stopAt: number,
  ) {}

  watch(results: Observable<InferResult<number>>): Subscription {
    const subscription = results.subscribe({
      next: ({ source, outputs, index }) => {
        this.#event();
        expect(outputs.y?.data[0]).toBe(source);
        // A retry starts over.
        if (index > 0) expect(this.results.at(-1)).toBe(source - 1);
        expect(index).toBe(source);
        this.results.push(source);
        if (this.results.length === this.stopAt) this.stop(subscription);
      },
      error: () => this.#end(),
      complete: () => this.#end(),
    });
    return subscription;
  }

  stop(subscription: Subscription): void {
    this.silent = true;
    subscription.unsubscribe();
    assertBalanced(this.model);
  }

  #event(): void {
    assertBalanced(this.model);
    expect([this.silent, this.ended]).toEqual([false, false]);
  }

  #end(): void {
    this.#event();
    this.ended = true;
  }
}

function play(seed: number): void {
  const random = new Random(seed);
  const failing = random.once(4) ? random.integer(0, 15) : -1;
  let computed = 0;
  const made = createVirtualDevice({
    serviceTime: random.integer(0, 3),
    callbackTime: random.once(2) ? 0 : random.integer(0, 4),
  });
  const device = random.once(2) ? withFaults(made, faults(random)) : made;
  const model = device.createModel({
    slots: random.integer(1, 8),
    compute: ({ x }) => {
      computed += 1;
      if (computed - 1 === failing) throw new Error('compute');
      return { y: x?.data as Float32Array };
    },
  });
  const calm = random.once(3);
  const consumers = Array.from({ length: random.integer(1, 5) }, () => {
    const maxInFlight = random.integer(1, 6);
    const callbackInterval = random.integer(0, maxInFlight);
    const length = random.integer(0, 12);
    const ending = calm || random.once(2) ? 'complete' : random.once(2) ? 'error' : 'never';
    const wrong = !calm && random.once(6) ? random.integer(0, length) : -1;
    const consumer = new Consumer(model, !calm && random.once(5) ? random.integer(1, 5) : -1);
    const inputs = (n: number) => {
      assertBalanced(model);
      if (n === wrong) throw new Error('inputs');
      return Float32Array.of(n);
    };
    const given = source(random, length, ending);
    const results = given.pipe(infer(model, { inputs, callbackInterval, maxInFlight }));
    const subscription = consumer.watch(random.once(3) ? results.pipe(retry(2)) : results);
    if (!calm && random.once(4)) {
      asyncScheduler.schedule(() => consumer.stop(subscription), random.integer(0, 20));
    }
    // What never ends by itself ends at last.
    asyncScheduler.schedule(() => {
      if (ending !== 'never') expect([consumer.ended || consumer.silent, seed]).toEqual([true, seed]);
      else if (!consumer.ended && !consumer.silent) consumer.stop(subscription);
    }, 2000);
    return { consumer, length };
  });
  let closed = false;
  if (!calm && random.once(4)) {
    asyncScheduler.schedule(
      () => {
        closed = true;
        void model.close();
      },
      random.integer(0, 20),
    );
  }
  asyncScheduler.schedule(() => {
    assertSettled(model);
    const { ledger } = model.stats();
    const delivered = consumers.reduce((sum, { consumer }) => sum + consumer.results.length, 0);
    expect(ledger.delivered).toBe(delivered);
    if (calm && !closed && ledger.failed === 0) {
      expect(ledger.delivered).toBe(consumers.reduce((sum, { length }) => sum + length, 0));
    }
  }, 3000);
}

describe('in random scenarios', () => {
  it(`every input ends in one place, in order, and every slot comes back (${seeds.length} scenarios)`, () => {
    expect(seeds.length).toBeGreaterThan(0);
    for (const seed of seeds) {
      try {
        marbles(() => play(seed));
      } catch (error) {
        throw new Error(`scenario ${seed} failed`, { cause: error });
      }
    }
  });
});
