import { rebuildDelays } from '@ascend-rx/core/device';
import type { Scenario } from './scenario.js';

/** No timer of a scenario takes longer than this, in ms: neither one of its options nor one of its devices. */
export function longestDelayOf({ models, pipelines }: Scenario): number {
  let longest = Math.max(...rebuildDelays);
  const add = (delay: number) => {
    if (delay !== Number.POSITIVE_INFINITY) longest = Math.max(longest, Math.ceil(delay));
  };
  for (const { plan } of models) {
    plan.serviceTimes.forEach(add);
    Object.values(plan.faults.late).forEach(add);
    Object.values(plan.faults.slowRebuilds).forEach(add);
  }
  for (const { pipeline, decisions } of pipelines) {
    const { maxStaleness, maxCallbackDelay, batchDelay, timeout, onFailure } = pipeline.settings;
    for (const delay of [maxStaleness, maxCallbackDelay, batchDelay, timeout]) add(delay);
    if (typeof onFailure === 'object') add(onFailure.retry.delay ?? 0);
    for (const { decision } of decisions) if (typeof decision === 'number') add(decision);
  }
  return longest;
}
