// close() in every state.
import { concatMap, filter, firstValueFrom, of, range } from 'rxjs';
import { inferFrom } from '../../../infer-from.js';
import type { Model } from '../../../model.js';
import { assertSettled } from '../../assert-settled.js';
import { withFaults } from '../../with-faults.js';
import { Bench, numbers } from '../bench.js';
import { type Case, codeOf, failing } from '../case.js';
import { same } from '../runner.js';

/** The model, once an instance of it has failed. */
async function failed(model: Model): Promise<Model> {
  const event = firstValueFrom(model.events$.pipe(filter(({ type }) => type === 'failed')));
  await Bench.ending(Bench.run(model, of(0)));
  await event;
  return model;
}

async function isClosed(model: Model): Promise<void> {
  same(codeOf(await Bench.ending(Bench.run(model, of(0)))), 'ERR_CLOSED', 'use of a model afterwards');
}

export const closing: readonly Case[] = [
  [
    'a model that was never used, and twice',
    async ({ load }) => {
      const model = await load();
      await Promise.all([model.close(), model.close()]);
      await model.close();
      await isClosed(model);
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
      same([codeOf(await ending), seen], ['ERR_CLOSED', [0, 1, 2]], 'error and results');
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
      same(codeOf(await ending), 'ERR_CLOSED', 'error');
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
      await isClosed(model);
    },
  ],
  [
    'the device, with models at rest',
    async ({ device, load }) => {
      const [unused, used] = [await load(), await load()];
      await Bench.settled(used);
      await device.close();
      await isClosed(unused);
      await isClosed(used);
    },
  ],
  [
    'a model that inferFrom waits with: for its source, and for a slot',
    async ({ load }) => {
      const model = await load();
      const make = Bench.input(model);
      let left = 0;
      const silent: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => {}),
          return: async () => {
            left += 1;
            return { done: true, value: undefined };
          },
        }),
      };
      const waits = Bench.ending(inferFrom(silent, model, { inputs: make }));
      const busy = Bench.ending(inferFrom(numbers(10), model, { inputs: make, maxInFlight: 1 }));
      await model.close();
      same([codeOf(await waits), codeOf(await busy), left], ['ERR_CLOSED', 'ERR_CLOSED', 1], 'ends');
      assertSettled(model);
    },
  ],
  [
    'a model whose instance is down',
    async ({ device, load }) => {
      const model = await failed(await load({ device: withFaults(device, { inferences: { 0: failing } }) }));
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'a model whose instance waits for its next rebuild',
    async ({ device, load, turn }) => {
      const rebuilds = Object.fromEntries(numbers(5).map((n) => [n, failing]));
      const plan = { inferences: { 0: failing }, rebuilds };
      const model = await failed(await load({ device: withFaults(device, plan) }));
      // The first rebuild fails after one turn of the scheduler.
      await turn();
      await turn();
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'a model whose device is lost, and then the device',
    async ({ device, load }) => {
      const lost = withFaults(device, { deviceLost: 0 });
      const model = await failed(await load({ device: lost, instances: 2 }));
      await Promise.all([model.close(), device.close()]);
      assertSettled(model);
      await isClosed(model);
    },
  ],
];
