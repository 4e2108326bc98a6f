import { expected } from '@ascend-rx/core/device';
import { counts, kibOf, sharedKib, type VideoLimits, type VideoUsage } from './frame-memory.js';

/** Returns what the sources and frames of this process use at this moment. */
export function videoUsage(): VideoUsage {
  const { sources, framesAlive, leaked } = counts;
  return { sources, framesAlive, bytes: Atomics.load(sharedKib, 0) * 1024, leaked };
}

/**
 * Changes the bounds of this process. They hold for what is opened or allocated from now on; a source beyond them ends with
 * ERR_VIDEO_LIMIT.
 *
 * @throws RangeError for a bound that is no integer ≥ 1, or for more than 1 TiB
 */
export function setVideoLimits(limits: Partial<VideoLimits>): void {
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isInteger(value) && value >= 1 && value <= 2 ** 40) continue;
    throw new RangeError(expected('an integer from 1 to 2 ** 40', name, value));
  }
  if (limits.maxSources !== undefined) counts.maxSources = limits.maxSources;
  if (limits.maxBytes !== undefined) Atomics.store(sharedKib, 1, kibOf(limits.maxBytes));
}
