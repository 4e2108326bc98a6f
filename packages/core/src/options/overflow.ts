/** What happens to an input that comes when no slot is free and the input queue is full. */
export type Overflow = 'buffer' | 'drop-oldest' | 'drop-newest' | 'error';

/** The default of `maxQueueSize` for each {@link Overflow}. */
export const defaultQueueSizes: Readonly<Record<Overflow, number>> = {
  buffer: Number.POSITIVE_INFINITY,
  'drop-oldest': 1,
  'drop-newest': 0,
  error: 0,
};
