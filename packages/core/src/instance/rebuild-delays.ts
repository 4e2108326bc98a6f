/**
 * Milliseconds from the failure of an instance to its rebuild, by the number of failures in a row before this one. A
 * failed rebuild counts as a failure; a report ends the row.
 */
export const rebuildDelays: readonly number[] = [0, 100, 200, 400];

/** After so many failures in a row an instance is removed: there is no delay left. */
export const maxFailures = rebuildDelays.length + 1;
