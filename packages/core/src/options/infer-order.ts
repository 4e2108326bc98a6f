/**
 * The order in which results are emitted: `'submission'`, as the source emitted the values; `'completion'`, as the
 * results come; a function, as the source emitted the values among those of the same key.
 */
export type InferOrder<T> = 'submission' | 'completion' | ((value: T) => unknown);
