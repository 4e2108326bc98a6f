/** The defaults of the options of `infer`. Times in ms; `Infinity`: none. `maxQueueSize`: see `defaultQueueSizes`. */
export const inferDefaults = {
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
} as const;
