// The options of a runner, checked and complete: those of the pipeline that it runs.
import { assertKnownOptions } from '../util/assert-known-options.js';
import { assertIntegerBetween } from '../util/assertions.js';
import { inferDefaults } from './infer-defaults.js';
import { type InferSettings, inferSettings, type SettingsModel } from './infer-settings.js';
import type { RunnerConfig } from './runner-config.js';
import { runnerDefaults } from './runner-defaults.js';

const optionNames = [
  'inputs',
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
export function runnerSettings<T>(config: RunnerConfig<T>, model: SettingsModel): InferSettings<T> {
  assertKnownOptions('runner', config, optionNames);
  const { maxInFlight = inferDefaults.maxInFlight, maxQueueSize = runnerDefaults.maxQueueSize } = config;
  const { callbackInterval = Math.min(runnerDefaults.maxCallbackInterval, maxInFlight) } = config;
  if (Number.isInteger(maxInFlight)) {
    const range = `an integer from 1 to \`maxInFlight\` (${maxInFlight})`;
    assertIntegerBetween(range, 'callbackInterval', callbackInterval, 1, maxInFlight);
  }
  // Each call has a Promise of its own, so no result waits for another one.
  const fixed = { overflow: 'error', order: 'completion' } as const;
  return inferSettings('runner', { ...config, maxInFlight, maxQueueSize, callbackInterval, ...fixed }, model);
}
