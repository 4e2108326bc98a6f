// Failures that the device itself reports, without an injected fault.
import { filter, from, lastValueFrom, map, toArray } from 'rxjs';
import type { Model } from '../../../model/model.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { assertEqual } from '../harness/assert-equal.js';
import { assertTrue } from '../harness/assert-true.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { assertSettledAfterMoreWork, errorOf, numbers, runNumbers } from '../harness/run-numbers.js';

/** An input with which the model fails on the device. */
const bad = -2;

// Structural, because the device may use another copy of this package.
function isAclError(error: unknown): boolean {
  const { code, api } = error as { code?: unknown; api?: unknown };
  return typeof code === 'number' && typeof api === 'string';
}

function eventsOf(model: Model): string[] {
  const events: string[] = [];
  model.events$.pipe(map(({ type }) => type)).subscribe((type) => events.push(type));
  return events;
}

export const failingModel: readonly ConformanceCase[] = [
  [
    'a failure ends the pipeline with an AclError, and the results before it are right',
    async ({ load }) => {
      const model = await load();
      const seen: number[] = [];
      const source = from([0, 1, 2, bad, 3, 4]);
      const error = await new Promise((reject) => {
        runNumbers(model, source, { callbackInterval: 2 }).subscribe({
          next: (n) => seen.push(n),
          error: reject,
        });
      });
      assertTrue(isAclError(error), `the error is not an AclError: ${error}`);
      assertEqual(seen, numbers(seen.length), 'results before the failure');
      assertTrue(seen.length <= 3, 'there are results of executions that failed');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'the model is rebuilt after every failure, before it executes anything else',
    async ({ load }) => {
      const model = await load();
      const events = eventsOf(model);
      const source = [bad, 0, 1, bad, 2, bad];
      const config = { onFailure: 'drop', maxInFlight: 1 } as const;
      const results = runNumbers(model, from(source), config).pipe(toArray());
      assertEqual(await lastValueFrom(results), numbers(3), 'results');
      await assertSettledAfterMoreWork(model);
      assertEqual(events, ['failed', 'rebuilt', 'failed', 'rebuilt', 'failed', 'rebuilt'], 'events');
    },
  ],
  [
    'one instance fails while the others continue',
    async ({ load }) => {
      const model = await load({ instances: 2 });
      const source = numbers(20).map((n) => (n === 5 ? bad : n));
      const onFailure = ({ source: n }: { source: number }) =>
        n === bad ? ('drop' as const) : { retry: { count: 3 } };
      const results = runNumbers(model, from(source), { onFailure, callbackInterval: 2 }).pipe(toArray());
      assertEqual(
        await lastValueFrom(results),
        numbers(20).filter((n) => n !== 5),
        'results',
      );
      assertSettled(model);
    },
  ],
  [
    'a model can be closed while it reports a failure',
    async ({ load }) => {
      const model = await load();
      const closed = new Promise<void>((resolve, reject) => {
        model.events$.pipe(filter(({ type }) => type === 'failed')).subscribe(() => {
          model.close().then(resolve, reject);
        });
      });
      await errorOf(runNumbers(model, from([0, bad, 1])));
      await closed;
      assertSettled(model);
    },
  ],
];
