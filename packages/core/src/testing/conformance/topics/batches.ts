// For models that take batches.
import { concat, lastValueFrom, NEVER, of, take, toArray } from 'rxjs';
import { assertSettled } from '../../assert-settled.js';
import { withFaults } from '../../with-faults.js';
import { Bench, numbers } from '../bench.js';
import { type Case, failing } from '../case.js';
import { same } from '../runner.js';

export const batches: readonly Case[] = [
  [
    'outputs are split per input, whatever the size of the batch',
    async ({ load }) => {
      const model = await load();
      same(model.batchSizes, [1, 2, 4], 'batch sizes');
      for (const batchSize of [1, 2, 3, 4]) {
        const config = { batchSize, maxQueueDelay: 60_000, callbackInterval: 2 };
        const before = model.stats().executions;
        same(await Bench.all(model, 11, config), numbers(11), 'results');
        same(model.stats().executions - before, Math.ceil(11 / batchSize), `executions by ${batchSize}`);
      }
      assertSettled(model);
    },
  ],
  [
    'a batch that does not fill up is executed after maxQueueDelay',
    async ({ load }) => {
      const model = await load();
      // Longer than it can take the three to come.
      const config = { batchSize: 4, maxQueueDelay: 200 };
      const results = Bench.run(model, concat(of(0, 1, 2), NEVER), config).pipe(take(3), toArray());
      same(await lastValueFrom(results), numbers(3), 'results');
      same(model.stats().executions, 1, 'executions');
      await Bench.settled(model);
    },
  ],
  [
    'a batch that fails is decided input by input',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { submissions: { 0: failing } }) });
      const config = {
        batchSize: 4,
        maxQueueDelay: 60_000,
        onFailure: ({ index }: { index: number }) =>
          index === 1 ? ('drop' as const) : { retry: { count: 1 } },
      };
      same(await Bench.all(model, 6, config), [0, 2, 3, 4, 5], 'results');
      assertSettled(model);
    },
  ],
];
