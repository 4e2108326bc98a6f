// Several copies of a model, several models.
import { concatMap, lastValueFrom, merge, of, range, toArray } from 'rxjs';
import { assertSettled } from '../../assert-settled.js';
import { Bench, numbers } from '../bench.js';
import type { Case } from '../case.js';
import { same } from '../runner.js';

export const instances: readonly Case[] = [
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
