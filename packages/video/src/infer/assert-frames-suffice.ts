import type { InferConfig, Model } from '@ascend-rx/core';
import { defaultMaxInFlight, inferDefaults } from '@ascend-rx/core/device';

/**
 * Throws a RangeError if the frames of a source are too few for the pipeline to give any back: it waits for its group to
 * fill up, and the source waits for frames. A source that says nothing of its frames is not checked.
 *
 * A group is closed when it is full, and also when all slots of its instance or of the pipeline (`maxInFlight`) are taken: so no more
 * frames than those take are needed. Without callbacks (`callbackInterval` 0) it is never full.
 */
export function assertFramesSuffice<T>(source: unknown, model: Model, config: InferConfig<T>): void {
  const { maxFrames } = source as { maxFrames?: unknown };
  if (typeof maxFrames !== 'number' || Number.isFinite(config.maxCallbackDelay)) return;
  const { callbackInterval = 1, batchSize = 1, overflow = inferDefaults.overflow } = config;
  const { instances = 1, slots = Number.POSITIVE_INFINITY } = model as unknown as {
    readonly instances?: number;
    readonly slots?: number;
  };
  const { maxInFlight = defaultMaxInFlight(overflow, callbackInterval, instances) } = config;
  const executions = Math.min(callbackInterval || Number.POSITIVE_INFINITY, slots);
  // Each instance fills a group of its own.
  const ofInstances = instances * (executions * batchSize - 1) + 1;
  const needed = Math.min(ofInstances, maxInFlight * batchSize);
  if (maxFrames >= needed) return;
  throw new RangeError(
    `Expected a source with \`maxFrames\` of at least ${needed} for callbackInterval ${callbackInterval} and batchSize ${batchSize} but its frames are ${maxFrames}: the group would wait for frames, and the source for results. Or set maxCallbackDelay.`,
  );
}
