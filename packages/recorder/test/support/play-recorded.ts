// A random scenario for the recorder: options, sources, faults, endings.
import { type InferConfig, type InferConfigWithInputs, infer } from '@ascend-rx/core';
import { createVirtualDevice, type FaultPlan, withFaults } from '@ascend-rx/core/testing';
import {
  asyncScheduler,
  EMPTY,
  Observable,
  onErrorResumeNextWith,
  type SchedulerLike,
  take,
  takeUntil,
  timer,
} from 'rxjs';
import type { Recorder } from '../../src/index.js';
import type { Random } from './random.js';

/** Numbers with random pauses, some of 0 ms, then an ending. */
function source(random: Random, scheduler: SchedulerLike): Observable<number> {
  const length = random.integer(0, 14);
  const pauses = Array.from({ length: length + 1 }, () => (random.once(2) ? 0 : random.integer(0, 5)));
  const ending = random.once(4) ? 'never' : random.once(5) ? 'error' : 'complete';
  return new Observable((subscriber) => {
    const step = (n: number): void => {
      if (subscriber.closed) return;
      if (n < length) {
        subscriber.next(n);
        const pause = pauses[n] ?? 0;
        if (pause === 0) step(n + 1);
        else subscriber.add(scheduler.schedule(() => step(n + 1), pause));
      } else if (ending === 'complete') subscriber.complete();
      else if (ending === 'error') subscriber.error(new Error('source'));
    };
    step(0);
  });
}

function faults(random: Random): FaultPlan {
  const ordinals = (times: number) => (random.once(times) ? [random.integer(0, 10)] : []);
  const codes = (times: number) => Object.fromEntries(ordinals(times).map((n) => [n, 100000]));
  return {
    submissions: codes(3),
    inferences: { ...codes(3), ...codes(5) },
    launches: ordinals(4),
    callbacks: {
      late: random.once(4) ? { [random.integer(0, 6)]: random.integer(1, 6) } : {},
      lost: ordinals(6),
      twice: ordinals(4),
    },
    rebuilds: random.once(4) ? { 0: 500000, 1: 500001 } : {},
    slowRebuilds: random.once(4) ? { 0: random.integer(1, 20), 1: 3 } : {},
  };
}

function config(random: Random, batches: boolean, isDynamic: boolean): InferConfigWithInputs<number> {
  const overflow =
    (['buffer', 'drop-oldest', 'drop-newest', 'error'] as const)[random.integer(0, 3)] ?? 'buffer';
  const maxInFlight = random.once(2) ? 100 : random.integer(1, 6);
  const wrong = random.once(6) ? random.integer(0, 10) : -1;
  // Of a dynamic model: by value.
  const columns = isDynamic ? Array.from({ length: 15 }, () => random.integer(0, 1)) : undefined;
  const option = (times: number, of: InferConfig<number>) => (random.once(times) ? of : {});
  const actions = [
    'drop',
    { retry: { count: 3, delay: random.integer(0, 4) } },
    ({ attempts }: { attempts: number }) => (attempts < 2 ? { retry: { count: 2, delay: 1 } } : 'drop'),
    () => {
      throw new Error('onFailure');
    },
  ] as const;
  return {
    inputs: (n) => {
      if (n === wrong) throw new Error('inputs');
      if (!columns) return Float32Array.of(n);
      const width = columns[n] as number;
      return { type: 'float32', dims: [1, width], data: new Float32Array(width) };
    },
    callbackInterval: random.integer(0, Math.min(4, maxInFlight)),
    maxInFlight,
    overflow,
    ...option(3, { maxQueueSize: random.integer(1, 3) }),
    ...option(4, { maxStaleness: random.integer(1, 8) }),
    ...option(4, { maxCallbackDelay: random.integer(0, 6) }),
    ...option(5, { blockType: 'no-block' }),
    ...option(5, { timeout: random.integer(2, 12) }),
    ...option(5, { order: 'completion' }),
    ...option(5, { order: (n) => n % 2 }),
    ...option(2, { onFailure: actions[random.integer(0, 3)] ?? 'drop' }),
    ...option(2, { label: 'a camera' }),
    ...(batches ? { batchSize: random.integer(1, 4), maxQueueDelay: random.integer(0, 4) } : {}),
  };
}

/** Plays a scenario. When the scheduler has nothing left to do, the whole scenario is recorded. */
export function playRecorded(
  random: Random,
  recorder: Recorder,
  scheduler: SchedulerLike = asyncScheduler,
  isDynamic = false,
): void {
  const gears = random.once(4) ? [1, 2, 4] : undefined;
  const batches = isDynamic ? random.once(2) : gears !== undefined;
  const matrix = { type: 'float32', dims: [-1, -1] } as const;
  // Without `callbackTime`: callbacks that take time are printed as late callbacks, in the same frames in another order.
  const made = createVirtualDevice({
    scheduler,
    serviceTime: random.once(2) ? random.integer(0, 4) : (_size, ordinal) => (ordinal * 7) % 5,
  });
  const device = random.once(3) ? withFaults(made, faults(random)) : made;
  const failing = random.once(6) ? random.integer(0, 10) : -1;
  let computed = 0;
  const model = device.createModel({
    slots: random.integer(1, 8),
    instances: random.integer(1, 2),
    ...(gears && !isDynamic ? { gears } : {}),
    ...(isDynamic ? { inputs: [{ name: 'x', ...matrix }], outputs: [{ name: 'y', ...matrix }] } : {}),
    compute: ({ x }) => {
      computed += 1;
      if (computed - 1 === failing) throw new Error('compute');
      return { y: isDynamic ? x : (x.data as Float32Array) };
    },
  });
  const pipelines = random.integer(1, 3);
  for (let n = 0; n < pipelines; n += 1) {
    const run = infer<number>(model, { ...config(random, batches, isDynamic), recorder });
    let results = source(random, scheduler).pipe(run);
    if (random.once(5)) results = results.pipe(take(random.integer(1, 5)));
    // Not with batches: their timers would be due in the same frames as this timer.
    if (!batches && random.once(4))
      results = results.pipe(takeUntil(timer(random.integer(0, 20), scheduler)));
    results.pipe(onErrorResumeNextWith(EMPTY)).subscribe();
  }
  if (random.once(8)) scheduler.schedule(() => void model.close(), random.integer(0, 20));
}
