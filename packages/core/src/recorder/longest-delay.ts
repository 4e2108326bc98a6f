import type { Scenario } from './scenario.js';

/** Ms of the longest back-off before an instance is built anew. */
const longestBackOff = 400;

/** No timer of a scenario, of its options or its devices, takes longer than so many ms. */
export function longestDelay({ models, pipelines }: Scenario): number {
  let longest = longestBackOff;
  const see = (delay: number) => {
    if (delay !== Number.POSITIVE_INFINITY) longest = Math.max(longest, Math.ceil(delay));
  };
  for (const { plan } of models) {
    plan.serviceTimes.forEach(see);
    Object.values(plan.late).forEach(see);
    Object.values(plan.slowRebuilds).forEach(see);
  }
  for (const { info, decisions } of pipelines) {
    const { maxStaleness, maxCallbackDelay, batchDelay, timeout, onFailure } = info.settings;
    for (const delay of [maxStaleness, maxCallbackDelay, batchDelay, timeout]) see(delay);
    if (typeof onFailure === 'object') see(onFailure.retry.delay ?? 0);
    for (const { decision } of decisions) if (typeof decision === 'number') see(decision);
  }
  return longest;
}
