import type { InferConfig, Model } from '@ascend-rx/core';
import { inferDefaults } from '@ascend-rx/core/device';

/**
 * Throws a RangeError if the frames of a source are too few for the pipeline to give any back: it waits for its group to
 * fill up, and the source waits for frames. A source that says nothing of its frames is not checked.
 */
export function assertFramesSuffice<T>(source: unknown, model: Model, config: InferConfig<T>): void {
  const { maxFrames } = source as { maxFrames?: unknown };
  const { callbackInterval = 1, batchSize = 1, maxInFlight = inferDefaults.maxInFlight } = config;
  if (typeof maxFrames !== 'number' || Number.isFinite(config.maxCallbackDelay)) return;
  const executions = callbackInterval === 0 ? maxInFlight : callbackInterval;
  const { instances = 1 } = model as unknown as { readonly instances?: number };
  // Each instance fills a group of its own.
  const needed = instances * (executions * batchSize - 1) + 1;
  if (maxFrames >= needed) return;
  throw new RangeError(
    `Expected a source with \`maxFrames\` of at least ${needed} for callbackInterval ${callbackInterval} and batchSize ${batchSize} but its frames are ${maxFrames}: the group would wait for frames, and the source for results. Or set maxCallbackDelay.`,
  );
}
