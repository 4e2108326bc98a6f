// Batches whose inputs are prepared: one slot for all of them. For models with gears.
import { lastValueFrom, range, toArray } from 'rxjs';
import { assertSettled } from '../../assertions/assert-settled.js';
import { assertEqual } from '../harness/assert-equal.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { numbers } from '../harness/run-numbers.js';
import { fill, gate, type PrepareNumber, runPrepared } from '../harness/run-prepared.js';

const config = { batchSize: 4, maxQueueDelay: 60_000, maxInFlight: 1, onFailure: 'drop' } as const;

export const preparingBatches: readonly ConformanceCase[] = [
  [
    'a batch shares one slot, and is executed when its last input has been prepared',
    async ({ load, nextTurn }) => {
      const model = await load();
      const last = gate();
      const prepare: PrepareNumber = async (n, target) => {
        if (n === 2) await last.opened;
        return fill(n, target);
      };
      const results = lastValueFrom(runPrepared(model, range(4), prepare, config).pipe(toArray()));
      // What ends the pipeline early fails the case.
      await Promise.race([nextTurn(), results]);
      assertEqual([model.busySlots, model.stats().executions], [1, 0], 'busy slots, and executions');
      last.open();
      assertEqual(await results, numbers(4), 'results');
      assertEqual(model.stats().executions, 1, 'executions');
      assertSettled(model);
    },
  ],
  [
    'a batch is executed without the inputs that cannot be prepared',
    async ({ load }) => {
      const model = await load();
      const prepare: PrepareNumber = async (n, target) => {
        if (n === 1 || n === 3) throw new Error(`${n} cannot be prepared`);
        return fill(n, target);
      };
      const results = runPrepared(model, range(8), prepare, config);
      assertEqual(await lastValueFrom(results.pipe(toArray())), [0, 2, 4, 5, 6, 7], 'results');
      assertEqual(model.stats().executions, 2, 'executions');
      assertSettled(model);
    },
  ],
  [
    'a batch of which no input can be prepared gives its slot back',
    async ({ load }) => {
      const model = await load();
      const prepare: PrepareNumber = async (n, target) => {
        if (n < 4) throw new Error(`${n} cannot be prepared`);
        return fill(n, target);
      };
      // The second batch has the only place of the pipeline after the first one.
      const results = runPrepared(model, range(8), prepare, config);
      assertEqual(await lastValueFrom(results.pipe(toArray())), [4, 5, 6, 7], 'results');
      assertEqual(model.stats().executions, 1, 'executions');
      assertSettled(model);
    },
  ],
];
