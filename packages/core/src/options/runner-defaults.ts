/** The options of a runner that have a default other than that of `infer`. */
export const runnerDefaults = {
  maxQueueSize: 1000,
  /** The highest number of executions per callback where the runner chooses. */
  maxCallbackInterval: 32,
} as const;
