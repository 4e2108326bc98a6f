// Several instances of one model, and several models on one device.
import { concatMap, lastValueFrom, merge, of, range, toArray } from 'rxjs';
import { assertSettled } from '../../assertions/assert-settled.js';
import { assertEqual } from '../harness/assert-equal.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { collectNumbers, numbers, runNumbers } from '../harness/run-numbers.js';

export const instances: readonly ConformanceCase[] = [
  [
    'several instances keep the order of submission or of keys, or emit on completion',
    async ({ load }) => {
      const model = await load({ instances: 3, slots: 4 });
      assertEqual(
        await collectNumbers(model, 60, { callbackInterval: 2 }),
        numbers(60),
        'order of submission',
      );
      const byKey = await collectNumbers(model, 60, { order: (n) => n % 2 });
      for (const key of [0, 1]) {
        assertEqual(
          byKey.filter((n) => n % 2 === key),
          numbers(60).filter((n) => n % 2 === key),
          `order of key ${key}`,
        );
      }
      const byCompletion = await collectNumbers(model, 60, { order: 'completion' });
      assertEqual(
        [...byCompletion].sort((a, b) => a - b),
        numbers(60),
        'results in order of completion',
      );
      assertSettled(model);
    },
  ],
  [
    'two models on one device work in sequence and side by side',
    async ({ load }) => {
      const [first, second] = [await load(), await load()];
      const inSequence = runNumbers(first, range(20), { callbackInterval: 4 }).pipe(
        concatMap((n) => runNumbers(second, of(n))),
        toArray(),
      );
      assertEqual(await lastValueFrom(inSequence), numbers(20), 'results in sequence');
      const sideBySide = merge(runNumbers(first, range(10)), runNumbers(second, range(10))).pipe(toArray());
      assertEqual((await lastValueFrom(sideBySide)).length, 20, 'results side by side');
      assertSettled(first);
      assertSettled(second);
    },
  ],
];
