import type { CallerContext } from '../device/caller-context.js';
import { type InferSettings, valueItself } from '../options/infer-settings.js';

/** Returns the settings with the same functions of the user, which run in a context. */
export function settingsInContext<T>(settings: InferSettings<T>, context: CallerContext): InferSettings<T> {
  const { inputs, order, onFailure, onDrop } = settings;
  return {
    ...settings,
    // This one is on the path of every input.
    inputs:
      inputs === valueItself
        ? inputs
        : (value, index) => context.runInAsyncScope(inputs, undefined, value, index),
    order: typeof order === 'function' ? (value) => context.runInAsyncScope(order, undefined, value) : order,
    onFailure:
      typeof onFailure === 'function'
        ? (failure) => context.runInAsyncScope(onFailure, undefined, failure)
        : onFailure,
    onDrop: onDrop && ((...drop) => context.runInAsyncScope(onDrop, undefined, ...drop)),
  };
}
