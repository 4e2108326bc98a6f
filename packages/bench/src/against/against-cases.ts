import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { ModelName } from '../workload/models.js';

/** One comparison of two checkouts: the work that both do. */
export interface AgainstCase {
  readonly name: string;
  /** One line for reports. */
  readonly help: string;
  readonly model: ModelName;
  readonly settings: Partial<ContenderSettings>;
}

/** All comparisons, in the order in which they run. */
export const againstCases: readonly AgainstCase[] = [
  {
    name: 'noop',
    help: 'the no-op model, a callback after every 8 inferences',
    model: 'noop',
    settings: { callbackInterval: 8 },
  },
  {
    name: 'noop-interval-1',
    help: 'the no-op model, a callback after every inference',
    model: 'noop',
    settings: { callbackInterval: 1 },
  },
  {
    name: 'pool',
    help: 'a global average pool of 1×3×224×224 floats, a callback after every 8 inferences',
    model: 'pool',
    settings: { callbackInterval: 8 },
  },
  ofPipelines('pipelines-8', 8),
  ofPipelines('pipelines', 64),
];

// Both operators run at the same time, because V8 compiles shared code differently once two kinds of pipeline use it.
function ofPipelines(name: string, pipelines: number): AgainstCase {
  const callbackInterval = 8;
  return {
    name,
    help: `the no-op model by ${pipelines} pipelines at once, infer and inferFrom in turn`,
    model: 'noop',
    settings: {
      pipelines,
      operators: ['infer', 'inferFrom'],
      callbackInterval,
      // Each pipeline has enough slots to fill a group.
      pool: pipelines * callbackInterval,
    },
  };
}
