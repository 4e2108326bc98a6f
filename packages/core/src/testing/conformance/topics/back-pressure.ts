// Slots, waiting rooms and their bounds.
import { NEVER, range, startWith } from 'rxjs';
import { inferFrom } from '../../../infer-from.js';
import { assertSettled } from '../../assert-settled.js';
import { withFaults } from '../../with-faults.js';
import { Bench, numbers } from '../bench.js';
import { type Case, codeOf } from '../case.js';
import { same } from '../runner.js';

export const backPressure: readonly Case[] = [
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
        same(codeOf(error), 'ERR_OVERFLOW', 'error');
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
