import type { Ledger } from '../ledger.js';
import type { Model } from '../model.js';

/**
 * Throws unless every input that a model has taken is in exactly one place, in sum and for each of its pipelines. True
 * at every moment: also inside of a result, an error, and the `inputs` function.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { assertBalanced, createVirtualDevice } from '@ascend-rx/core/testing';
 * import { range } from 'rxjs';
 *
 * const model = createVirtualDevice().createModel();
 * range(10)
 *   .pipe(infer(model, { inputs: (n) => Float32Array.of(n) }))
 *   .subscribe(() => assertBalanced(model));
 * ```
 *
 * @see assertSettled
 * @param model any model
 * @throws Error with the whole ledger that is not balanced
 */
export function assertBalanced(model: Model): void {
  const { ledger, pipelines } = model.stats();
  assertLedger(ledger);
  for (const each of pipelines) assertLedger(each.ledger);
}

function assertLedger(ledger: Ledger): void {
  const { submitted, ...places } = ledger;
  const counts = Object.values(places);
  const sum = counts.reduce((a, b) => a + b, 0);
  if (sum !== submitted || counts.some((count) => count < 0)) throw new Error(unbalanced(ledger, sum));
}

function unbalanced(ledger: Ledger, sum: number): string {
  const counts = Object.entries(ledger).map(([name, count]) => `${name} ${count}`);
  return `The ledger is not balanced: ${counts.join(', ')}; the places sum up to ${sum}`;
}
