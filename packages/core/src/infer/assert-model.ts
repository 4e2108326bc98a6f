import { expected, isPromise } from '../util/expected.js';

/**
 * Throws a TypeError unless `model` is a model. It looks at the shape, not at the class, because the device may come with
 * a copy of this package of its own.
 */
export function assertModel(model: unknown): void {
  if (typeof model === 'object' && model !== null && 'open' in model && 'inputs' in model) return;
  const remedy = isPromise(model)
    ? 'Await it: infer(await device.loadModel(…))'
    : 'Make one with loadModel or createModel';
  throw new TypeError(`${expected("a device's model", 'model', model)}. ${remedy}.`);
}
