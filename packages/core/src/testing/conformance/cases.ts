// The port's contract, case by case.
import {
  concat,
  concatMap,
  lastValueFrom,
  merge,
  NEVER,
  Observable,
  of,
  range,
  startWith,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { infer } from '../../infer.js';
import { inferFrom } from '../../infer-from.js';
import type { BlockType } from '../../port.js';
import { assertSettled } from '../assert-settled.js';
import { withFaults } from '../with-faults.js';
import { Bench, numbers } from './bench.js';
import { holds, same } from './runner.js';

type Case = readonly [name: string, run: (bench: Bench) => Promise<void>];

const blockTypes: readonly BlockType[] = ['block', 'no-block'];
const code = (error: unknown) => (error as { code?: unknown } | undefined)?.code;
const failing = 507011;

const ordering: readonly Case[] = [
  ...blockTypes.flatMap((blockType) =>
    [0, 1, 3, 8].map(
      (callbackInterval): Case => [
        `results come in the order of the source: interval ${callbackInterval}, ${blockType}`,
        async ({ load }) => {
          const model = await load();
          same(await Bench.all(model, 50, { callbackInterval, blockType }), numbers(50), 'results');
          const callbacks = callbackInterval === 0 ? 0 : Math.ceil(50 / callbackInterval);
          same(
            [model.stats().executions, model.stats().callbacks],
            [50, callbacks],
            'executions and callbacks',
          );
          assertSettled(model);
        },
      ],
    ),
  ),
  [
    'a callback per group and one for the tail, also over fewer slots than inputs',
    async ({ load }) => {
      const model = await load({ slots: 7 });
      same(await Bench.all(model, 100, { callbackInterval: 3 }), numbers(100), 'results');
      same(model.stats().callbacks, 34, 'callbacks');
      assertSettled(model);
    },
  ],
  [
    'nothing in, nothing out',
    async ({ load }) => {
      const model = await load();
      same(await Bench.all(model, 0), [], 'results');
      assertSettled(model);
    },
  ],
  [
    'a group that is not full gets its callback after maxCallbackDelay',
    async ({ load }) => {
      const model = await load();
      const config = { callbackInterval: 8, maxCallbackDelay: 1 };
      const results = Bench.run(model, concat(of(0, 1), NEVER), config).pipe(take(2), toArray());
      same(await lastValueFrom(results), [0, 1], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'inputs are read, never written',
    async ({ load }) => {
      const model = await load();
      const inputs = numbers(10).map(Bench.input(model));
      await lastValueFrom(range(10).pipe(infer(model, { inputs: (n) => inputs[n] as Float32Array })));
      same(
        inputs.map((input) => [input[0], input.at(-1)]),
        numbers(10).map((n) => [n, n]),
        'inputs afterwards',
      );
    },
  ],
];

const pressure: readonly Case[] = [
  [
    'no more slots are busy than there are, nor than maxInFlight',
    async ({ load }) => {
      const model = await load({ slots: 5 });
      let most = 0;
      const make = Bench.input(model);
      const inputs = (n: number) => {
        most = Math.max(most, model.busySlots);
        return make(n);
      };
      await Bench.all(model, 40, { inputs });
      same(most, 5, 'slots of the model');
      most = 0;
      await Bench.all(model, 40, { inputs, maxInFlight: 2 });
      same(most, 2, 'maxInFlight');
      assertSettled(model);
    },
  ],
  [
    'overflow: drop-newest, drop-oldest, error, and a buffer that is full',
    async ({ load }) => {
      const model = await load();
      const dropped: number[] = [];
      const onDrop = (n: number) => dropped.push(n);
      const run = (config: object) => Bench.all(model, 5, { maxInFlight: 1, onDrop, ...config });
      same(await run({ overflow: 'drop-newest' }), [0], 'drop-newest');
      same(await run({ overflow: 'drop-oldest', maxQueueSize: 2 }), [0, 3, 4], 'drop-oldest');
      same(dropped, [1, 2, 3, 4, 1, 2], 'drops');
      for (const config of [{ overflow: 'error' as const }, { maxQueueSize: 2 }]) {
        const error = await Bench.ending(Bench.run(model, range(5), { maxInFlight: 1, ...config }));
        same(code(error), 'ERR_OVERFLOW', 'error');
      }
      await Bench.settled(model);
    },
  ],
  [
    'what is stale is dropped, and its pipeline completes',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { callbacks: { lost: [0] } }), slots: 1 });
      // Keeps the only slot.
      const keeper = Bench.run(model, NEVER.pipe(startWith(0))).subscribe();
      const drops: string[] = [];
      const onDrop = (n: number, cause: string) => drops.push(`${n} ${cause}`);
      same(await Bench.all(model, 2, { maxStaleness: 1, onDrop }), [], 'results');
      same(drops, ['0 stale', '1 stale'], 'drops');
      keeper.unsubscribe();
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'inferFrom reads as slots free up',
    async ({ load }) => {
      const model = await load();
      const make = Bench.input(model);
      let made = 0;
      let done = 0;
      let most = 0;
      function* source() {
        for (let n = 0; n < 500; n += 1) {
          made += 1;
          most = Math.max(most, made - done);
          yield n;
        }
      }
      await new Promise<void>((resolve, reject) => {
        inferFrom(source(), model, { inputs: make, maxInFlight: 4, callbackInterval: 2 }).subscribe({
          next: () => {
            done += 1;
          },
          error: reject,
          complete: resolve,
        });
      });
      same([done, most], [500, 5], 'read, and alive at once');
      assertSettled(model);
    },
  ],
  [
    '64 pipelines share the slots, and half-filled groups do not hold them up',
    async ({ load }) => {
      const model = await load({ slots: 64 });
      const all = numbers(64).map(() => Bench.all(model, 9, { callbackInterval: 4 }));
      for (const results of await Promise.all(all)) same(results, numbers(9), 'results');
      assertSettled(model);
    },
  ],
];

const endings: readonly Case[] = [
  [
    'slots come back after an unsubscribe in the middle, and nothing is emitted after it',
    async ({ load }) => {
      const model = await load({ slots: 8 });
      const seen = await lastValueFrom(
        Bench.run(model, range(100), { callbackInterval: 4 }).pipe(take(3), toArray()),
      );
      same(seen, [0, 1, 2], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'slots come back after an error of the source, which passes at once',
    async ({ load }) => {
      const model = await load();
      const source = concat(
        range(10),
        throwError(() => new Error('source')),
      );
      const error = await Bench.ending(Bench.run(model, source, { callbackInterval: 4 }));
      same((error as Error).message, 'source', 'error');
      await Bench.settled(model);
    },
  ],
  [
    'an input that does not fit ends the pipeline, or is left out',
    async ({ load }) => {
      const model = await load();
      const make = Bench.input(model);
      const inputs = (n: number) => (n === 1 ? new Float32Array(0) : make(n));
      same(code(await Bench.ending(Bench.run(model, range(3), { inputs }))), 'ERR_INPUT', 'error');
      same(await Bench.all(model, 3, { inputs, onFailure: 'drop' }), [0, 2], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'a source is left when the pipeline ends',
    async ({ load }) => {
      const model = await load();
      let left = false;
      const source = new Observable<number>((subscriber) => {
        subscriber.next(0);
        return () => {
          left = true;
        };
      });
      await lastValueFrom(Bench.run(model, source).pipe(take(1)));
      holds(left, 'the source is still subscribed to');
      await Bench.settled(model);
    },
  ],
];

const failures: readonly Case[] = [
  [
    'a refused submission fails its input alone',
    async ({ device, load }) => {
      const plan = { submissions: { 1: failing, 5: failing } };
      const model = await load({ device: withFaults(device, plan) });
      const error = await Bench.ending(Bench.run(model, range(3), { callbackInterval: 3 }));
      same(code(error), failing, 'code');
      same(await Bench.all(model, 5, { onFailure: 'drop', callbackInterval: 2 }), [0, 1, 3, 4], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'a refused launch loses nothing',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { launches: [0, 2] }) });
      same(await Bench.all(model, 10, { callbackInterval: 2 }), numbers(10), 'results');
      assertSettled(model);
    },
  ],
  [
    'a failure on the device is fail-stop, and the model is built anew',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { inferences: { 4: failing } }) });
      const error = await Bench.ending(Bench.run(model, range(10), { callbackInterval: 2, maxInFlight: 2 }));
      same(code(error), failing, 'code');
      await Bench.settled(model);
    },
  ],
  [
    'what failed is executed again, in its place',
    async ({ device, load }) => {
      const plan = { inferences: { 3: failing }, submissions: { 9: failing }, rebuilds: { 0: failing } };
      const model = await load({ device: withFaults(device, plan), instances: 2 });
      const onFailure = { retry: { count: 3 } };
      same(await Bench.all(model, 20, { onFailure, callbackInterval: 2 }), numbers(20), 'results');
      assertSettled(model);
    },
  ],
  [
    'what is lost fails by its timeout, and the model can be closed',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { callbacks: { lost: [0] } }) });
      same(code(await Bench.ending(Bench.run(model, of(0), { timeout: 5 }))), 'ERR_TIMEOUT', 'code');
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'callbacks that come late or twice change nothing',
    async ({ device, load }) => {
      const plan = { callbacks: { late: { 1: 2, 3: 1 }, twice: [0, 2, 3] } };
      const model = await load({ device: withFaults(device, plan) });
      same(await Bench.all(model, 10, { callbackInterval: 2 }), numbers(10), 'results');
      assertSettled(model);
    },
  ],
];

const instances: readonly Case[] = [
  [
    'several instances keep the order of submission, or of a key, or do not',
    async ({ load }) => {
      const model = await load({ instances: 3, slots: 4 });
      same(await Bench.all(model, 60, { callbackInterval: 2 }), numbers(60), 'submission');
      const byKey = await Bench.all(model, 60, { order: (n) => n % 2 });
      for (const key of [0, 1]) {
        same(
          byKey.filter((n) => n % 2 === key),
          numbers(60).filter((n) => n % 2 === key),
          `key ${key}`,
        );
      }
      const anyhow = await Bench.all(model, 60, { order: 'completion' });
      same(
        [...anyhow].sort((a, b) => a - b),
        numbers(60),
        'completion',
      );
      assertSettled(model);
    },
  ],
  [
    'two models on one device, one after the other in a pipeline',
    async ({ load }) => {
      const [first, second] = [await load(), await load()];
      const both = Bench.run(first, range(20), { callbackInterval: 4 }).pipe(
        concatMap((n) => Bench.run(second, of(n))),
        toArray(),
      );
      same(await lastValueFrom(both), numbers(20), 'results');
      const beside = merge(Bench.run(first, range(10)), Bench.run(second, range(10))).pipe(toArray());
      same((await lastValueFrom(beside)).length, 20, 'results side by side');
      assertSettled(first);
      assertSettled(second);
    },
  ],
];

const closing: readonly Case[] = [
  [
    'a model that was never used, and twice',
    async ({ load }) => {
      const model = await load();
      await Promise.all([model.close(), model.close()]);
      await model.close();
      same(code(await Bench.ending(Bench.run(model, of(0)))), 'ERR_CLOSED', 'use afterwards');
    },
  ],
  [
    'what has a slot is delivered, what waits is cancelled',
    async ({ load }) => {
      const model = await load();
      const seen: number[] = [];
      const ending = new Promise((resolve) => {
        Bench.run(model, range(10), { maxInFlight: 3, callbackInterval: 3 }).subscribe({
          next: (n) => seen.push(n),
          error: resolve,
        });
      });
      const closed = model.close();
      same([code(await ending), seen], ['ERR_CLOSED', [0, 1, 2]], 'error and results');
      await closed;
      same(model.stats().ledger.cancelled, 7, 'cancelled');
      assertSettled(model);
    },
  ],
  [
    'from inside of a result',
    async ({ load }) => {
      const model = await load();
      let closed: Promise<void> | undefined;
      const ending = Bench.ending(
        Bench.run(model, range(10), { maxInFlight: 2 }).pipe(
          concatMap((n) => {
            closed ??= model.close();
            return of(n);
          }),
        ),
      );
      same(code(await ending), 'ERR_CLOSED', 'error');
      await closed;
      assertSettled(model);
    },
  ],
  [
    'the device, with everything in flight',
    async ({ device, load }) => {
      const model = await load();
      const results = Bench.all(model, 10);
      await device.close();
      same(await results, numbers(10), 'results');
      await device.close();
      assertSettled(model);
    },
  ],
];

/** By topic. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  ordering,
  'back-pressure': pressure,
  endings,
  failures,
  instances,
  'close of': closing,
};

/** For models that take batches. */
export const batchCases: readonly Case[] = [
  [
    'outputs are split per input, whatever the size of the batch',
    async ({ load }) => {
      const model = await load();
      same(model.batchSizes, [1, 2, 4], 'batch sizes');
      for (const batchSize of [1, 2, 3, 4]) {
        const config = { batchSize, maxQueueDelay: 1000, callbackInterval: 2 };
        const before = model.stats().executions;
        same(await Bench.all(model, 11, config), numbers(11), 'results');
        same(model.stats().executions - before, Math.ceil(11 / batchSize), `executions by ${batchSize}`);
      }
      assertSettled(model);
    },
  ],
  [
    'a batch that fails is decided input by input',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { submissions: { 0: failing } }) });
      const config = {
        batchSize: 4,
        maxQueueDelay: 1000,
        onFailure: ({ index }: { index: number }) =>
          index === 1 ? ('drop' as const) : { retry: { count: 1 } },
      };
      same(await Bench.all(model, 6, config), [0, 2, 3, 4, 5], 'results');
      assertSettled(model);
    },
  ],
];
