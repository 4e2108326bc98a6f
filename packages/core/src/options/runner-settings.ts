// The options of a runner, checked and complete.
import { assertKnownOptions } from '../util/assert-known-options.js';
import { assertIntegerBetween } from '../util/assertions.js';
import { inferDefaults } from './infer-defaults.js';
import { type InferSettings, inferSettings, type SettingsModel } from './infer-settings.js';
import type { RunnerConfig } from './runner-config.js';
import { runnerDefaults } from './runner-defaults.js';

/** The options of a runner: those of its pipeline, and what the runner chooses by how long executions take. */
export interface RunnerSettings<T> {
  readonly pipeline: InferSettings<T>;
  /** Executions per callback, up to `callbackInterval`. */
  readonly choosesGroupSize: boolean;
  /** Executions in flight, up to `maxInFlight`. */
  readonly choosesWindow: boolean;
}

const optionNames = [
  'inputs',
  'prepare',
  'maxPreparing',
  'callbackInterval',
  'blockType',
  'maxInFlight',
  'maxQueueSize',
  'batchSize',
  'maxQueueDelay',
  'timeout',
  'onFailure',
  'label',
  'recorder',
];

/**
 * Checks the options of a runner and completes them. {@link RunnerConfig} says what they mean.
 *
 * @param model the model that is to run
 * @throws TypeError or RangeError for an option that is unknown or wrong
 */
export function runnerSettings<T>(config: RunnerConfig<T>, model: SettingsModel): RunnerSettings<T> {
  assertKnownOptions('runner', config, optionNames);
  const { maxInFlight = inferDefaults.maxInFlight, maxQueueSize = runnerDefaults.maxQueueSize } = config;
  const { maxCallbackInterval, maxCallbackResults } = runnerDefaults;
  const { batchSize = inferDefaults.batchSize } = config;
  // What is no number is refused below, by its own name.
  const bounds = [maxCallbackInterval, maxCallbackResults / batchSize, maxInFlight / 2].filter(
    (bound) => !Number.isNaN(bound),
  );
  const largest = Math.max(1, Math.floor(Math.min(...bounds)));
  const { callbackInterval = largest } = config;
  if (Number.isInteger(maxInFlight) && maxInFlight >= 1) {
    const range = `an integer from 1 to \`maxInFlight\` (${maxInFlight})`;
    assertIntegerBetween(range, 'callbackInterval', callbackInterval, 1, maxInFlight);
  }
  // Each call has a Promise of its own, so no result waits for another one.
  const fixed = { overflow: 'error', order: 'completion' } as const;
  const options = { ...config, maxInFlight, maxQueueSize, callbackInterval, ...fixed };
  const pipeline = inferSettings('runner', options, model);
  return {
    pipeline,
    choosesGroupSize: config.callbackInterval === undefined,
    choosesWindow: config.maxInFlight === undefined && pipeline.batchSize > 1,
  };
}
