import type { InferConfig } from './infer-config.js';

/**
 * The options of `infer` that have a default of their own, with it. Times are in ms; `Infinity` stands for no limit. Two
 * defaults depend on `overflow`: that of `maxQueueSize` (see `defaultQueueSizes`) and that of `maxInFlight`, which is the
 * one here unless the overflow drops inputs (see `defaultMaxInFlight`).
 */
export const inferDefaults = {
  maxPreparing: 4,
  callbackInterval: 1,
  blockType: 'block',
  maxCallbackDelay: Number.POSITIVE_INFINITY,
  maxInFlight: 100,
  overflow: 'buffer',
  maxStaleness: Number.POSITIVE_INFINITY,
  order: 'submission',
  batchSize: 1,
  maxQueueDelay: 0,
  timeout: Number.POSITIVE_INFINITY,
  onFailure: 'fail',
} as const satisfies InferConfig<never>;
