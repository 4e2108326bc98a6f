// Order, and one callback per group.
import { concat, lastValueFrom, NEVER, of, range, take, toArray } from 'rxjs';
import { infer } from '../../../infer.js';
import type { BlockType } from '../../../port.js';
import { assertSettled } from '../../assert-settled.js';
import { decorateModels } from '../../decorate-models.js';
import { Bench, numbers } from '../bench.js';
import type { Case } from '../case.js';
import { EmptyGroups } from '../empty-groups.js';
import { same } from '../runner.js';

const blockTypes: readonly BlockType[] = ['block', 'no-block'];

export const ordering: readonly Case[] = [
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
    'groups without executions come in their order, however many they are',
    async ({ device, load }) => {
      const sessions: EmptyGroups[] = [];
      const crowded = decorateModels(device, () => (session) => {
        const decorated = new EmptyGroups(session, 100);
        sessions.push(decorated);
        return decorated;
      });
      const model = await load({ slots: 20, device: crowded });
      same(await Bench.all(model, 40, { callbackInterval: 2 }), numbers(40), 'results');
      same(
        sessions.map(({ come }) => come),
        [20 * 100],
        'groups without executions that have come',
      );
      assertSettled(model);
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
  [
    'outputs belong to who has them until they are released, whatever comes after',
    async ({ load }) => {
      const model = await load({ slots: 4 });
      const name = model.outputs[0]?.name ?? '';
      const run = infer<number>(model, { inputs: Bench.input(model), callbackInterval: 2 });
      const results = await lastValueFrom(range(20).pipe(run, toArray()));
      const kept = results.filter(({ source }) => source % 2 === 0);
      for (const result of results) if (!kept.includes(result)) result.release();
      // Also twice, and for results of which others are kept.
      for (const result of results) if (!kept.includes(result)) result.release();
      same(await Bench.all(model, 20, { callbackInterval: 2 }), numbers(20), 'results afterwards');
      same(
        kept.map(({ outputs }) => [outputs[name]?.data[0], outputs[name]?.data.at(-1)]),
        kept.map(({ source }) => [source, source]),
        'outputs that were kept',
      );
      assertSettled(model);
    },
  ],
];
