// For a model that fails on the device by itself: what a device says of it, and how it comes back.
import { filter, from, lastValueFrom, map, toArray } from 'rxjs';
import { AclError } from '../../../errors/acl-error.js';
import type { Model } from '../../../model.js';
import { assertSettled } from '../../assert-settled.js';
import { Bench, numbers } from '../bench.js';
import type { Case } from '../case.js';
import { holds, same } from '../runner.js';

/** Fails on the device. */
const bad = -2;

function eventsOf(model: Model): string[] {
  const events: string[] = [];
  model.events$.pipe(map(({ type }) => type)).subscribe((type) => events.push(type));
  return events;
}

export const failingModel: readonly Case[] = [
  [
    'fail-stop: the pipeline ends with the code, and what was emitted before is right',
    async ({ load }) => {
      const model = await load();
      const seen: number[] = [];
      const source = from([0, 1, 2, bad, 3, 4]);
      const error = await new Promise((reject) => {
        Bench.run(model, source, { callbackInterval: 2 }).subscribe({
          next: (n) => seen.push(n),
          error: reject,
        });
      });
      holds(error instanceof AclError, `the error is no AclError: ${error}`);
      same(seen, numbers(seen.length), 'results before it');
      holds(seen.length <= 3, 'results of executions that have failed');
      await Bench.settled(model);
    },
  ],
  [
    'the model is built anew, as often as it fails, before anything else is executed',
    async ({ load }) => {
      const model = await load();
      const events = eventsOf(model);
      const source = [bad, 0, 1, bad, 2, bad];
      const config = { onFailure: 'drop', maxInFlight: 1 } as const;
      const results = Bench.run(model, from(source), config).pipe(toArray());
      same(await lastValueFrom(results), numbers(3), 'results');
      await Bench.settled(model);
      same(events, ['failed', 'rebuilt', 'failed', 'rebuilt', 'failed', 'rebuilt'], 'events');
    },
  ],
  [
    'one instance fails while the others go on',
    async ({ load }) => {
      const model = await load({ instances: 2 });
      const source = numbers(20).map((n) => (n === 5 ? bad : n));
      const onFailure = ({ source: n }: { source: number }) =>
        n === bad ? ('drop' as const) : { retry: { count: 3 } };
      const results = Bench.run(model, from(source), { onFailure, callbackInterval: 2 }).pipe(toArray());
      same(
        await lastValueFrom(results),
        numbers(20).filter((n) => n !== 5),
        'results',
      );
      assertSettled(model);
    },
  ],
  [
    'it can be closed in the moment in which it fails',
    async ({ load }) => {
      const model = await load();
      const closed = new Promise<void>((resolve, reject) => {
        model.events$.pipe(filter(({ type }) => type === 'failed')).subscribe(() => {
          model.close().then(resolve, reject);
        });
      });
      await Bench.ending(Bench.run(model, from([0, bad, 1])));
      await closed;
      assertSettled(model);
    },
  ],
];
