// Slots, waiting inputs, and the limits of both.
import { NEVER, range, startWith } from 'rxjs';
import { inferFrom } from '../../../infer/infer-from.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { codeOf } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import {
  assertSettledAfterMoreWork,
  collectNumbers,
  errorOf,
  inputsFor,
  numbers,
  runNumbers,
} from '../harness/run-numbers.js';

export const backPressure: readonly ConformanceCase[] = [
  [
    'the number of busy slots never exceeds the slots of the model or maxInFlight',
    async ({ load }) => {
      const model = await load({ slots: 5 });
      let most = 0;
      const make = inputsFor(model);
      const inputs = (n: number) => {
        most = Math.max(most, model.busySlots);
        return make(n);
      };
      await collectNumbers(model, 40, { inputs });
      assertEqual(most, 5, 'busy slots');
      most = 0;
      await collectNumbers(model, 40, { inputs, maxInFlight: 2 });
      assertEqual(most, 2, 'busy slots with maxInFlight 2');
      assertSettled(model);
    },
  ],
  [
    'each overflow strategy drops the right inputs or fails the pipeline',
    async ({ load }) => {
      const model = await load();
      const dropped: number[] = [];
      const onDrop = (n: number) => dropped.push(n);
      const run = (config: object) => collectNumbers(model, 5, { maxInFlight: 1, onDrop, ...config });
      assertEqual(await run({ overflow: 'drop-newest' }), [0], 'drop-newest');
      assertEqual(await run({ overflow: 'drop-oldest', maxQueueSize: 2 }), [0, 3, 4], 'drop-oldest');
      assertEqual(dropped, [1, 2, 3, 4, 1, 2], 'drops');
      for (const config of [{ overflow: 'error' as const }, { maxQueueSize: 2 }]) {
        const error = await errorOf(runNumbers(model, range(5), { maxInFlight: 1, ...config }));
        assertEqual(codeOf(error), 'ERR_OVERFLOW', 'error');
      }
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'stale inputs are dropped, and the pipeline completes',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { callbacks: { lost: [0] } }), slots: 1 });
      // Occupies the only slot, because its callback is lost.
      const occupant = runNumbers(model, NEVER.pipe(startWith(0))).subscribe();
      const drops: string[] = [];
      const onDrop = (n: number, cause: string) => drops.push(`${n} ${cause}`);
      assertEqual(await collectNumbers(model, 2, { maxStaleness: 1, onDrop }), [], 'results');
      assertEqual(drops, ['0 stale', '1 stale'], 'drops');
      occupant.unsubscribe();
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'inferFrom reads its source only when a slot is free',
    async ({ load }) => {
      const model = await load();
      const make = inputsFor(model);
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
      assertEqual([done, most], [500, 5], 'results, and inputs read ahead');
      assertSettled(model);
    },
  ],
  [
    '64 pipelines share the slots, and groups that are not full do not block them',
    async ({ load }) => {
      const model = await load({ slots: 64 });
      const all = numbers(64).map(() => collectNumbers(model, 9, { callbackInterval: 4 }));
      for (const results of await Promise.all(all)) assertEqual(results, numbers(9), 'results');
      assertSettled(model);
    },
  ],
];
