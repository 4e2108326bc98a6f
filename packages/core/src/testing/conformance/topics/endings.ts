// Pipelines that end early.
import { concat, lastValueFrom, Observable, range, take, throwError, toArray } from 'rxjs';
import { assertEqual } from '../harness/assert-equal.js';
import { assertTrue } from '../harness/assert-true.js';
import { codeOf } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import {
  assertSettledAfterMoreWork,
  collectNumbers,
  errorOf,
  inputsFor,
  runNumbers,
} from '../harness/run-numbers.js';

export const endings: readonly ConformanceCase[] = [
  [
    'after an early unsubscribe nothing is emitted and every slot becomes free',
    async ({ load }) => {
      const model = await load({ slots: 8 });
      const seen = await lastValueFrom(
        runNumbers(model, range(100), { callbackInterval: 4 }).pipe(take(3), toArray()),
      );
      assertEqual(seen, [0, 1, 2], 'results');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'an error of the source ends the pipeline, and every slot becomes free',
    async ({ load }) => {
      const model = await load();
      const source = concat(
        range(10),
        throwError(() => new Error('source')),
      );
      const error = await errorOf(runNumbers(model, source, { callbackInterval: 4 }));
      assertEqual((error as Error).message, 'source', 'error');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'an input of the wrong size ends the pipeline, or is dropped',
    async ({ load }) => {
      const model = await load();
      const make = inputsFor(model);
      const inputs = (n: number) => (n === 1 ? new Float32Array(0) : make(n));
      assertEqual(codeOf(await errorOf(runNumbers(model, range(3), { inputs }))), 'ERR_INPUT', 'error');
      assertEqual(await collectNumbers(model, 3, { inputs, onFailure: 'drop' }), [0, 2], 'results');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'the pipeline unsubscribes from its source when it ends',
    async ({ load }) => {
      const model = await load();
      let isUnsubscribed = false;
      const source = new Observable<number>((subscriber) => {
        subscriber.next(0);
        return () => {
          isUnsubscribed = true;
        };
      });
      await lastValueFrom(runNumbers(model, source).pipe(take(1)));
      assertTrue(isUnsubscribed, 'the pipeline has not unsubscribed from its source');
      await assertSettledAfterMoreWork(model);
    },
  ],
];
