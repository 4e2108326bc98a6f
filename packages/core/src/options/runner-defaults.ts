/** The defaults of a runner that differ from those of `infer`. */
export const runnerDefaults = {
  maxQueueSize: 1000,
  /** The highest number of executions per callback where the runner chooses. */
  maxCallbackInterval: 32,
  /** The highest number of results per callback where the runner chooses. */
  maxCallbackResults: 64,
  /**
   * Groups in flight on each instance, for a runner with batches that chooses: one executes while the next one is queued.
   * Calls that come meanwhile gather in batches.
   */
  groupsPerInstance: 2,
} as const;
