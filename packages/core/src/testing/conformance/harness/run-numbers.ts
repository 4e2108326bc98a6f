import { lastValueFrom, map, type Observable, range, toArray } from 'rxjs';
import { infer } from '../../../infer/infer.js';
import type { Model } from '../../../model/model.js';
import type { InferConfig } from '../../../options/infer-config.js';
import type { InferResult } from '../../../pipeline/infer-result.js';
import { assertBalanced } from '../../assertions/assert-balanced.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { assertEqual } from './assert-equal.js';
import { assertTrue } from './assert-true.js';

/** The numbers from 0 to `count - 1`. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** Returns the `inputs` function for numbers: each input is a tensor filled with the number. */
export function inputsFor(model: Model): (n: number) => Float32Array {
  const length = (model.inputs[0]?.bytes ?? 0) / Float32Array.BYTES_PER_ELEMENT;
  return (n) => new Float32Array(length).fill(n);
}

/**
 * Runs numbers through a model whose only output is its only input. Checks the outputs, the timing and the ledger with
 * every result, and emits the numbers.
 */
export function runNumbers(
  model: Model,
  source: Observable<number>,
  config: InferConfig<number> = {},
): Observable<number> {
  return source.pipe(infer(model, { inputs: inputsFor(model), ...config }), (results) =>
    checked(model, results),
  );
}

/** Runs the numbers from 0 to `count - 1`. Resolves with the numbers that had results. */
export function collectNumbers(
  model: Model,
  count: number,
  config: InferConfig<number> = {},
): Promise<number[]> {
  return lastValueFrom(runNumbers(model, range(count), config).pipe(toArray()));
}

/** Resolves with the error of an observable, or with undefined when the observable completes. */
export function errorOf(source: Observable<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    source.subscribe({ error: resolve, complete: () => resolve(undefined) });
  });
}

/** Runs more work, after which everything that earlier pipelines had in flight must be finished and every slot free. */
export async function assertSettledAfterMoreWork(model: Model): Promise<void> {
  assertEqual(await collectNumbers(model, 20, { maxInFlight: 1 }), numbers(20), 'results of more work');
  assertSettled(model);
}

function checked(model: Model, results: Observable<InferResult<number>>): Observable<number> {
  const name = model.outputs[0]?.name ?? '';
  return results.pipe(
    map(({ source, outputs, timing }) => {
      assertBalanced(model);
      const data = outputs[name]?.data as Float32Array;
      assertEqual([data[0], data.at(-1)], [source, source], `output for ${source}`);
      const { total, ...parts } = timing;
      const sum = Object.values(parts).reduce((a, b) => a + b, 0);
      // Comparisons with NaN are false, so a NaN fails this check.
      const isValid = Math.abs(sum - total) <= 1e-3 && Object.values(parts).every((part) => part >= 0);
      assertTrue(isValid, `The parts of the timing do not sum up to its total: ${JSON.stringify(timing)}`);
      return source;
    }),
  );
}
