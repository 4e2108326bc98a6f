// The order of results, groups and their callbacks, inputs and outputs.
import { concat, lastValueFrom, NEVER, of, range, take, toArray } from 'rxjs';
import type { BlockType } from '../../../device/session.js';
import { infer } from '../../../infer/infer.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { decorateModels } from '../../decorators/decorate-models.js';
import { assertEqual } from '../harness/assert-equal.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { EmptyGroupSession } from '../harness/empty-group-session.js';
import {
  assertSettledAfterMoreWork,
  collectNumbers,
  inputsFor,
  numbers,
  runNumbers,
} from '../harness/run-numbers.js';

const blockTypes: readonly BlockType[] = ['block', 'no-block'];

export const ordering: readonly ConformanceCase[] = [
  ...blockTypes.flatMap((blockType) =>
    [0, 1, 3, 8].map(
      (callbackInterval): ConformanceCase => [
        `results come in the order of the source with callbackInterval ${callbackInterval} and blockType ${blockType}`,
        async ({ load }) => {
          const model = await load();
          assertEqual(
            await collectNumbers(model, 50, { callbackInterval, blockType }),
            numbers(50),
            'results',
          );
          const callbacks = callbackInterval === 0 ? 0 : Math.ceil(50 / callbackInterval);
          assertEqual(
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
    'each full group gets one callback, and so do the last inputs, also with fewer slots than inputs',
    async ({ load }) => {
      const model = await load({ slots: 7 });
      assertEqual(await collectNumbers(model, 100, { callbackInterval: 3 }), numbers(100), 'results');
      assertEqual(model.stats().callbacks, 34, 'callbacks');
      assertSettled(model);
    },
  ],
  [
    'an empty source gives no results and completes',
    async ({ load }) => {
      const model = await load();
      assertEqual(await collectNumbers(model, 0), [], 'results');
      assertSettled(model);
    },
  ],
  [
    'a group that is not full gets its callback after maxCallbackDelay',
    async ({ load }) => {
      const model = await load();
      const config = { callbackInterval: 8, maxCallbackDelay: 1 };
      const results = runNumbers(model, concat(of(0, 1), NEVER), config).pipe(take(2), toArray());
      assertEqual(await lastValueFrom(results), [0, 1], 'results');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'groups without executions are reported in the order of their launch, in any number',
    async ({ device, load }) => {
      const sessions: EmptyGroupSession[] = [];
      const decoratedDevice = decorateModels(device, () => (session) => {
        const decorated = new EmptyGroupSession(session, 100);
        sessions.push(decorated);
        return decorated;
      });
      const model = await load({ slots: 20, device: decoratedDevice });
      assertEqual(await collectNumbers(model, 40, { callbackInterval: 2 }), numbers(40), 'results');
      assertEqual(
        sessions.map(({ reported }) => reported),
        [20 * 100],
        'reported groups without executions',
      );
      assertSettled(model);
    },
  ],
  [
    'the device does not write to inputs',
    async ({ load }) => {
      const model = await load();
      const inputs = numbers(10).map(inputsFor(model));
      await lastValueFrom(range(10).pipe(infer(model, { inputs: (n) => inputs[n] as Float32Array })));
      assertEqual(
        inputs.map((input) => [input[0], input.at(-1)]),
        numbers(10).map((n) => [n, n]),
        'inputs after the pipeline',
      );
    },
  ],
  [
    'outputs keep their values until they are released, also while later inputs are executed',
    async ({ load }) => {
      const model = await load({ slots: 4 });
      const name = model.outputs[0]?.name ?? '';
      const run = infer<number>(model, { inputs: inputsFor(model), callbackInterval: 2 });
      const results = await lastValueFrom(range(20).pipe(run, toArray()));
      const kept = results.filter(({ source }) => source % 2 === 0);
      for (const result of results) if (!kept.includes(result)) result.release();
      // A second release has no effect, also on kept results of the same group.
      for (const result of results) if (!kept.includes(result)) result.release();
      assertEqual(
        await collectNumbers(model, 20, { callbackInterval: 2 }),
        numbers(20),
        'results of later inputs',
      );
      assertEqual(
        kept.map(({ outputs }) => [outputs[name]?.data[0], outputs[name]?.data.at(-1)]),
        kept.map(({ source }) => [source, source]),
        'outputs that are not released',
      );
      assertSettled(model);
    },
  ],
];
