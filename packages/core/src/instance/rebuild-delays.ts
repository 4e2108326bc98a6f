/**
 * Milliseconds from the failure of an instance to its rebuild, by the number of failures in a row before this one.
 * A failed rebuild counts as a failure, a report ends the row. An instance is removed when there is no delay left:
 * after one failure more than there are delays.
 */
export const rebuildDelays: readonly number[] = [0, 100, 200, 400];
