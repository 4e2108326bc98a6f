// Model.close and Device.close in every state.
import { concatMap, filter, firstValueFrom, of, range } from 'rxjs';
import { inferFrom } from '../../../infer/infer-from.js';
import type { Model } from '../../../model/model.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { codeOf, injectedCode } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import {
  assertSettledAfterMoreWork,
  collectNumbers,
  errorOf,
  inputsFor,
  numbers,
  runNumbers,
} from '../harness/run-numbers.js';

/** Resolves with the model when one of its instances has failed. */
async function afterFailure(model: Model): Promise<Model> {
  const event = firstValueFrom(model.events$.pipe(filter(({ type }) => type === 'failed')));
  await errorOf(runNumbers(model, of(0)));
  await event;
  return model;
}

async function assertClosed(model: Model): Promise<void> {
  assertEqual(codeOf(await errorOf(runNumbers(model, of(0)))), 'ERR_CLOSED', 'use of a closed model');
}

export const closing: readonly ConformanceCase[] = [
  [
    'a model that was never used can be closed, more than once',
    async ({ load }) => {
      const model = await load();
      await Promise.all([model.close(), model.close()]);
      await model.close();
      await assertClosed(model);
    },
  ],
  [
    'closing a model delivers inputs with a slot and cancels inputs that wait',
    async ({ load }) => {
      const model = await load();
      const seen: number[] = [];
      const ending = new Promise((resolve) => {
        runNumbers(model, range(10), { maxInFlight: 3, callbackInterval: 3 }).subscribe({
          next: (n) => seen.push(n),
          error: resolve,
        });
      });
      const closed = model.close();
      assertEqual([codeOf(await ending), seen], ['ERR_CLOSED', [0, 1, 2]], 'error and results');
      await closed;
      assertEqual(model.stats().ledger.cancelled, 7, 'cancelled');
      assertSettled(model);
    },
  ],
  [
    'a model can be closed in a handler of its results',
    async ({ load }) => {
      const model = await load();
      let closed: Promise<void> | undefined;
      const ending = errorOf(
        runNumbers(model, range(10), { maxInFlight: 2 }).pipe(
          concatMap((n) => {
            closed ??= model.close();
            return of(n);
          }),
        ),
      );
      assertEqual(codeOf(await ending), 'ERR_CLOSED', 'error');
      await closed;
      assertSettled(model);
    },
  ],
  [
    'closing the device delivers everything in flight and closes its models',
    async ({ device, load }) => {
      const model = await load();
      const results = collectNumbers(model, 10);
      await device.close();
      assertEqual(await results, numbers(10), 'results');
      await device.close();
      assertSettled(model);
      await assertClosed(model);
    },
  ],
  [
    'closing the device closes models at rest',
    async ({ device, load }) => {
      const [unused, used] = [await load(), await load()];
      await assertSettledAfterMoreWork(used);
      await device.close();
      await assertClosed(unused);
      await assertClosed(used);
    },
  ],
  [
    'closing a model ends inferFrom while it waits for its source or for a slot',
    async ({ load }) => {
      const model = await load();
      const make = inputsFor(model);
      let returned = 0;
      const silent: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => {}),
          return: async () => {
            returned += 1;
            return { done: true, value: undefined };
          },
        }),
      };
      const idle = errorOf(inferFrom(silent, model, { inputs: make }));
      const busy = errorOf(inferFrom(numbers(10), model, { inputs: make, maxInFlight: 1 }));
      await model.close();
      assertEqual(
        [codeOf(await idle), codeOf(await busy), returned],
        ['ERR_CLOSED', 'ERR_CLOSED', 1],
        'errors, and calls of return',
      );
      assertSettled(model);
    },
  ],
  [
    'a model with a failed instance can be closed',
    async ({ device, load }) => {
      const model = await afterFailure(
        await load({ device: withFaults(device, { inferences: { 0: injectedCode } }) }),
      );
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'a model can be closed while a failed instance waits for its next rebuild',
    async ({ device, load, nextTurn }) => {
      const rebuilds = Object.fromEntries(numbers(5).map((n) => [n, injectedCode]));
      const plan = { inferences: { 0: injectedCode }, rebuilds };
      const model = await afterFailure(await load({ device: withFaults(device, plan) }));
      // The first rebuild fails after one turn of the scheduler. The instance then waits for its next rebuild.
      await nextTurn();
      await nextTurn();
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'a model can be closed together with its lost device',
    async ({ device, load }) => {
      const lost = withFaults(device, { deviceLost: 0 });
      const model = await afterFailure(await load({ device: lost, instances: 2 }));
      await Promise.all([model.close(), device.close()]);
      assertSettled(model);
      await assertClosed(model);
    },
  ],
];
