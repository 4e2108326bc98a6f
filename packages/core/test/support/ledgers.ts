// The ledgers of all models that a test uses, whoever made them: known by the pipelines that are opened over them. A
// model without one has taken no inputs.
import { Model } from '../../src/model/model.js';
import { assertBalanced } from '../../src/testing/index.js';

const used = new Set<Model>();
const { open } = Model.prototype;

Model.prototype.open = function (this: Model, ...settings: unknown[]) {
  used.add(this);
  return Reflect.apply(open, this, settings);
};

/** Models that have been used since {@link checkLedgers}. */
export const usedModels: ReadonlySet<Model> = used;

/** Throws unless the ledgers of all used models are balanced; forgets them. */
export function checkLedgers(): void {
  const models = [...used];
  used.clear();
  for (const model of models) assertBalanced(model);
}
