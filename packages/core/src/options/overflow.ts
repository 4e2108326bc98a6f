/** What happens to an input that comes when there is neither a free slot nor room to wait. */
export type Overflow = 'buffer' | 'drop-oldest' | 'drop-newest' | 'error';

/** How many inputs may wait for a slot, unless `maxQueueSize` says otherwise. */
export const defaultQueueSizes: Readonly<Record<Overflow, number>> = {
  buffer: Number.POSITIVE_INFINITY,
  'drop-oldest': 1,
  'drop-newest': 0,
  error: 0,
};
