// For models with gears.
import { concat, lastValueFrom, NEVER, of, take, toArray } from 'rxjs';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { injectedCode } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { assertSettledAfterMoreWork, collectNumbers, numbers, runNumbers } from '../harness/run-numbers.js';

export const batches: readonly ConformanceCase[] = [
  [
    'each input gets its own outputs with every size of batch',
    async ({ load }) => {
      const model = await load();
      assertEqual(model.batchSizes, [1, 2, 4], 'batch sizes');
      for (const batchSize of [1, 2, 3, 4]) {
        const config = { batchSize, maxQueueDelay: 60_000, callbackInterval: 2 };
        const before = model.stats().executions;
        assertEqual(await collectNumbers(model, 11, config), numbers(11), 'results');
        assertEqual(
          model.stats().executions - before,
          Math.ceil(11 / batchSize),
          `executions with batchSize ${batchSize}`,
        );
      }
      assertSettled(model);
    },
  ],
  [
    'a batch that does not fill up is executed after maxQueueDelay',
    async ({ load }) => {
      const model = await load();
      // Long enough that all three inputs arrive before it is over.
      const config = { batchSize: 4, maxQueueDelay: 200 };
      const results = runNumbers(model, concat(of(0, 1, 2), NEVER), config).pipe(take(3), toArray());
      assertEqual(await lastValueFrom(results), numbers(3), 'results');
      assertEqual(model.stats().executions, 1, 'executions');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'after a batch has failed, onFailure decides for each input',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { submissions: { 0: injectedCode } }) });
      const config = {
        batchSize: 4,
        maxQueueDelay: 60_000,
        onFailure: ({ index }: { index: number }) =>
          index === 1 ? ('drop' as const) : { retry: { count: 1 } },
      };
      assertEqual(await collectNumbers(model, 6, config), [0, 2, 3, 4, 5], 'results');
      assertSettled(model);
    },
  ],
];
