// Random scenarios: pipelines with random options over a model of a random device with random faults, and what must
// hold in every one of them.
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { asyncScheduler, Observable, type Subscription } from 'rxjs';
import { type InferConfig, type InferResult, infer, inferFrom, type Model } from '../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';

/** When all is over in virtual time: whatever a scenario waits for comes long before. */
const end = 100_000;

const retry = fc.record({
  retry: fc.record({ count: fc.nat(3), delay: fc.constantFrom(0, 0, 3) }),
  then: fc.constantFrom('fail' as const, 'drop' as const),
});

const action = fc.oneof(fc.constantFrom('fail' as const, 'drop' as const), retry);

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });

const pipeline = fc.record({
  maxInFlight: fc.integer({ min: 1, max: 8 }),
  // Of maxInFlight.
  callbackInterval: fc.double({ min: 0, max: 1, noNaN: true }),
  blockType: fc.constantFrom('block' as const, 'no-block' as const),
  maxCallbackDelay: optional(fc.nat(6)),
  overflow: fc.constantFrom(
    'buffer' as const,
    'drop-oldest' as const,
    'drop-newest' as const,
    'error' as const,
  ),
  maxQueueSize: optional(fc.integer({ min: 1, max: 4 })),
  maxStaleness: optional(fc.nat(6)),
  order: fc.constantFrom('submission' as const, 'completion' as const, 'key' as const),
  // Of the largest gear.
  batchSize: fc.double({ min: 0, max: 1, noNaN: true }),
  maxQueueDelay: fc.nat(4),
  timeout: optional(fc.integer({ min: 1, max: 15 })),
  onFailure: action,
  // Else a function that says this for inputs of odd index.
  odd: optional(action),
  // The input that does not fit.
  bad: optional(fc.nat(12)),
  // Milliseconds between inputs.
  gaps: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 5), { maxLength: 25 }),
  ending: fc.constantFrom('complete' as const, 'complete' as const, 'error' as const, 'never' as const),
  pulled: fc.boolean(),
  stopAfter: optional(fc.integer({ min: 1, max: 6 })),
  stopAt: optional(fc.nat(40)),
});

const chance = (most: number) => fc.constantFrom(0, 0, most / 4, most);

/** All that a scenario is made of. */
export const scenarios = fc.record({
  device: fc.record({
    serviceTimes: fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }),
    callbackTime: fc.constantFrom(0, 0, 1, 4),
    devices: fc.integer({ min: 1, max: 2 }),
  }),
  slots: fc.integer({ min: 1, max: 6 }),
  instances: fc.integer({ min: 1, max: 3 }),
  gears: optional(fc.constantFrom([1, 2, 4], [1, 8], [3])),
  faults: optional(
    fc.record({
      seed: fc.nat(1000),
      submission: chance(0.2),
      inference: chance(0.2),
      launch: chance(0.3),
      rebuild: chance(0.4),
      late: chance(0.3),
      twice: chance(0.3),
      lost: fc.constantFrom(0, 0, 0, 0.1),
      memory: optional(fc.constantFrom(2)),
      deviceLost: fc.option(fc.nat(20), { nil: undefined, freq: 8 }),
    }),
  ),
  pipelines: fc.array(pipeline, { minLength: 1, maxLength: 4 }),
  closeAt: fc.option(fc.nat(20), { nil: undefined, freq: 4 }),
});

type Values<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Scenario = Values<typeof scenarios>;

/** Plays a scenario. To be called inside of `TestScheduler.run`, which must be flushed. */
export function play({ device, slots, instances, gears, faults, pipelines, closeAt }: Scenario): void {
  const { serviceTimes, ...rest } = device;
  const serviceTime = (batchSize: number, ordinal: number) =>
    serviceTimes[(batchSize + ordinal) % serviceTimes.length] as number;
  const made = createVirtualDevice({ ...rest, serviceTime });
  const { late = 0, memory, deviceLost, ...random } = faults ?? { seed: 0 };
  const faulty = withFaults(made, {
    random: { ...random, late: [late, 5] },
    ...(memory === undefined ? {} : { memory }),
    ...(deviceLost === undefined ? {} : { deviceLost }),
  });
  const model = faulty.createModel({ slots, instances, ...(gears ? { gears } : {}) });
  // What a lost callback holds comes back when the model is closed.
  const mayLose = (faults?.lost ?? 0) > 0;
  const events = { dropped: 0 };
  model.dropped$.subscribe(() => {
    events.dropped += 1;
    assertBalanced(model);
  });
  const consumers = pipelines.map((each) => new Consumer(model, each, gears?.at(-1) ?? 1, mayLose));
  if (closeAt !== undefined) asyncScheduler.schedule(() => void model.close(), closeAt);
  asyncScheduler.schedule(() => {
    for (const consumer of consumers) consumer.check(mayLose);
    if (!mayLose) assertSettled(model);
    void model.close();
  }, end);
  asyncScheduler.schedule(() => {
    assertSettled(model);
    const { ledger } = model.stats();
    const sum = (count: (consumer: Consumer) => number) =>
      consumers.reduce((all, each) => all + count(each), 0);
    expect(ledger.delivered).toBe(sum(({ seen }) => seen.length));
    expect(ledger.dropped).toBe(sum(({ drops }) => drops));
    expect(events.dropped).toBe(ledger.dropped);
  }, end + 1000);
}

/** One pipeline, and what came out of it. */
class Consumer {
  readonly seen: number[] = [];
  drops = 0;
  readonly #model: Model<'y'>;
  readonly #order: 'submission' | 'completion' | 'key';
  // What the source has made, and whose handling has ended: for how many are alive.
  #made = 0;
  #done = 0;
  #over = false;
  #silent = false;

  constructor(model: Model<'y'>, from: Values<typeof pipeline>, mostBatch: number, mayLose: boolean) {
    this.#model = model;
    this.#order = from.order;
    const { maxInFlight, onFailure, odd, bad, gaps, ending, stopAfter, stopAt, timeout } = from;
    const { maxCallbackDelay, maxQueueSize, maxStaleness } = from;
    const batchSize = 1 + Math.floor(from.batchSize * (mostBatch - 1));
    const config: InferConfig<number> = {
      inputs: (n) => {
        assertBalanced(model);
        if (n === bad) throw new Error('does not fit');
        return Float32Array.of(n);
      },
      callbackInterval: Math.floor(from.callbackInterval * maxInFlight),
      blockType: from.blockType,
      ...(maxCallbackDelay === undefined ? {} : { maxCallbackDelay }),
      maxInFlight,
      overflow: from.overflow,
      ...(maxQueueSize === undefined ? {} : { maxQueueSize }),
      ...(maxStaleness === undefined ? {} : { maxStaleness }),
      order: from.order === 'key' ? (n) => n % 3 : from.order,
      batchSize,
      maxQueueDelay: from.maxQueueDelay,
      ...(timeout === undefined && !mayLose ? {} : { timeout: timeout ?? 20 }),
      onFailure: odd
        ? ({ index }) => {
            assertBalanced(model);
            return index % 2 === 1 ? odd : onFailure;
          }
        : onFailure,
      onDrop: () => {
        assertBalanced(model);
        this.drops += 1;
        this.#done += 1;
      },
    };
    const most = (maxInFlight + 1) * batchSize;
    const results = from.pulled
      ? inferFrom(this.#numbers(gaps.length, most), model, config)
      : source(gaps, ending).pipe(infer(model, config));
    const subscription: Subscription = new Observable<InferResult<number, 'y'>>((subscriber) =>
      results.subscribe(subscriber),
    ).subscribe({
      next: (result) => {
        this.#take(result);
        if (this.seen.length === stopAfter) this.#stop(() => subscription?.unsubscribe());
        this.#done += 1;
      },
      error: (error) => {
        this.#end();
        expect(String(error)).not.toContain('alive');
      },
      complete: () => this.#end(),
    });
    // Whoever stopped inside of the subscription could not yet.
    if (this.#silent) subscription.unsubscribe();
    const lasts = ending === 'never' && !from.pulled ? end / 2 : undefined;
    const at = stopAt ?? lasts;
    if (at !== undefined) asyncScheduler.schedule(() => this.#stop(() => subscription.unsubscribe()), at);
  }

  check(mayLose: boolean): void {
    // Where slots are lost, others may wait for them.
    if (!mayLose) expect({ ends: this.#over || this.#silent }).toEqual({ ends: true });
    const { seen } = this;
    expect(new Set(seen).size).toBe(seen.length);
    const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    if (this.#order === 'submission') expect(seen).toEqual(ascending(seen));
    for (const key of this.#order === 'key' ? [0, 1, 2] : []) {
      const ofKey = seen.filter((n) => n % 3 === key);
      expect(ofKey).toEqual(ascending(ofKey));
    }
  }

  #take({ source: n, index, outputs, timing }: InferResult<number, 'y'>): void {
    assertBalanced(this.#model);
    expect({ over: this.#over, silent: this.#silent }).toEqual({ over: false, silent: false });
    expect([index, outputs.y.data[0]]).toEqual([n, n]);
    const { queue, copyIn, compute, copyOut, callbackWait, total } = timing;
    expect(queue + copyIn + compute + copyOut + callbackWait).toBe(total);
    expect(Math.min(queue, copyIn, compute, copyOut, callbackWait)).toBeGreaterThanOrEqual(0);
    this.seen.push(n);
  }

  #end(): void {
    assertBalanced(this.#model);
    expect({ over: this.#over, silent: this.#silent }).toEqual({ over: false, silent: false });
    this.#over = true;
  }

  #stop(unsubscribe: () => void): void {
    if (this.#over) return;
    this.#silent = true;
    unsubscribe();
    assertBalanced(this.#model);
  }

  *#numbers(count: number, most: number): Generator<number> {
    for (let n = 0; n < count; n += 1) {
      this.#made += 1;
      if (this.#made - this.#done > most)
        throw new Error(`${this.#made - this.#done} alive, of at most ${most}`);
      yield n;
    }
  }
}

function source(gaps: readonly number[], ending: 'complete' | 'error' | 'never'): Observable<number> {
  return new Observable((subscriber) => {
    let n = 0;
    const step = () => {
      while (n < gaps.length && !subscriber.closed) {
        const gap = gaps[n] as number;
        subscriber.next(n);
        n += 1;
        if (gap > 0) {
          subscriber.add(asyncScheduler.schedule(step, gap));
          return;
        }
      }
      if (n < gaps.length) return;
      if (ending === 'complete') subscriber.complete();
      if (ending === 'error') subscriber.error(new Error('source'));
    };
    step();
  });
}
