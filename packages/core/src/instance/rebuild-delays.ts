/** Milliseconds before each rebuild of an instance that has failed several times without a report between the failures. */
export const rebuildDelays: readonly number[] = [0, 100, 200, 400];

/** The instance is removed after one more failure than there are rebuilds. */
export const maxFailures = rebuildDelays.length + 1;
