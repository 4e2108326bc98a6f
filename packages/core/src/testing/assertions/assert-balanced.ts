import type { Ledger } from '../../ledger/ledger.js';
import type { Model } from '../../model/model.js';

/**
 * Throws unless the ledger of a model, and the ledger of each of its pipelines, is balanced: the counts of inputs that
 * wait, are in flight, or have ended sum up to the number of submitted inputs. A ledger is balanced at every moment.
 * Therefore you may call this function anywhere: also in a handler of results or errors, and in the `inputs` function.
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
 * @throws Error with every count of the first ledger that is not balanced
 */
export function assertBalanced(model: Model): void {
  const { ledger, pipelines } = model.stats();
  assertLedger(ledger);
  for (const pipeline of pipelines) assertLedger(pipeline.ledger);
}

function assertLedger(ledger: Ledger): void {
  const { submitted, ...places } = ledger;
  const counts = Object.values(places);
  const sum = counts.reduce((a, b) => a + b, 0);
  if (sum !== submitted || counts.some((count) => count < 0)) throw new Error(imbalance(ledger, sum));
}

function imbalance(ledger: Ledger, sum: number): string {
  const counts = Object.entries(ledger).map(([name, count]) => `${name} ${count}`);
  return `The ledger is not balanced: ${counts.join(', ')}; all counts but submitted sum up to ${sum}`;
}
