import type { Model } from '../../model/model.js';
import { assertBalanced } from './assert-balanced.js';

/**
 * Throws unless a model is at rest: its ledgers are balanced, no input waits or is in flight, and every slot is free.
 * A model is at rest when all its pipelines have ended, in whatever way, and the device has finished its work. Call this
 * function at the end of a marble test.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { assertSettled, createVirtualDevice } from '@ascend-rx/core/testing';
 * import { range } from 'rxjs';
 *
 * const model = createVirtualDevice().createModel();
 * range(10)
 *   .pipe(infer(model, { inputs: (n) => Float32Array.of(n) }))
 *   .subscribe({ complete: () => assertSettled(model) });
 * ```
 *
 * @see assertBalanced
 * @param model any model
 * @throws Error with the counts of inputs that wait, inputs in flight and busy slots
 */
export function assertSettled(model: Model): void {
  assertBalanced(model);
  const { waiting, inFlight } = model.stats().ledger;
  if (waiting + inFlight + model.busySlots === 0) return;
  throw new Error(
    `The model is not at rest: ${waiting} inputs wait, ${inFlight} are in flight, ${model.busySlots} slots are busy`,
  );
}
