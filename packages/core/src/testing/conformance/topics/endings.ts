// Early ends: slots come back, nothing is emitted any more.
import { concat, lastValueFrom, Observable, range, take, throwError, toArray } from 'rxjs';
import { Bench } from '../bench.js';
import { type Case, codeOf } from '../case.js';
import { holds, same } from '../runner.js';

export const endings: readonly Case[] = [
  [
    'slots come back after an unsubscribe in the middle, and nothing is emitted after it',
    async ({ load }) => {
      const model = await load({ slots: 8 });
      const seen = await lastValueFrom(
        Bench.run(model, range(100), { callbackInterval: 4 }).pipe(take(3), toArray()),
      );
      same(seen, [0, 1, 2], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'slots come back after an error of the source, which passes at once',
    async ({ load }) => {
      const model = await load();
      const source = concat(
        range(10),
        throwError(() => new Error('source')),
      );
      const error = await Bench.ending(Bench.run(model, source, { callbackInterval: 4 }));
      same((error as Error).message, 'source', 'error');
      await Bench.settled(model);
    },
  ],
  [
    'an input that does not fit ends the pipeline, or is left out',
    async ({ load }) => {
      const model = await load();
      const make = Bench.input(model);
      const inputs = (n: number) => (n === 1 ? new Float32Array(0) : make(n));
      same(codeOf(await Bench.ending(Bench.run(model, range(3), { inputs }))), 'ERR_INPUT', 'error');
      same(await Bench.all(model, 3, { inputs, onFailure: 'drop' }), [0, 2], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'a source is left when the pipeline ends',
    async ({ load }) => {
      const model = await load();
      let left = false;
      const source = new Observable<number>((subscriber) => {
        subscriber.next(0);
        return () => {
          left = true;
        };
      });
      await lastValueFrom(Bench.run(model, source).pipe(take(1)));
      holds(left, 'the source is still subscribed to');
      await Bench.settled(model);
    },
  ],
];
