import type { TracedSettings } from '../tracing/trace-event.js';
import type { InferSettings } from './infer-settings.js';

/** Returns the settings in the form that trace sinks receive: plain values in place of functions. */
export function tracedSettings<T>(settings: InferSettings<T>): TracedSettings {
  const {
    inputs: _inputs,
    prepare,
    maxPreparing,
    onDrop,
    onFailure,
    order,
    recorder: _recorder,
    ...values
  } = settings;
  return {
    ...values,
    ...(prepare ? { maxPreparing } : {}),
    order: typeof order === 'function' ? 'key' : order,
    onFailure: typeof onFailure === 'function' ? 'function' : onFailure,
    hasOnDrop: onDrop !== undefined,
  };
}
