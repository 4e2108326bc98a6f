import { assertInteger } from '../util/assertions.js';
import { inferDefaults } from './infer-defaults.js';
import type { Overflow } from './overflow.js';

/**
 * The default of `maxInFlight`, in executions. Where `overflow` drops inputs, current results count: then it is two groups
 * per instance, so that the device has one group to work on while the results of the other are handled, and an input never
 * waits behind more than that in the device's queue. An execution without callbacks counts as a group of its own.
 *
 * @param callbackInterval executions per group; 0: no callbacks
 * @param instances of the model
 * @throws RangeError if the default depends on `callbackInterval` and that is no integer ≥ 0
 */
export function defaultMaxInFlight(overflow: Overflow, callbackInterval: number, instances: number): number {
  if (overflow !== 'drop-oldest' && overflow !== 'drop-newest') return inferDefaults.maxInFlight;
  assertInteger('callbackInterval', callbackInterval, 0);
  return 2 * Math.max(1, callbackInterval) * instances;
}
