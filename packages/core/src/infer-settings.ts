import type { BlockType } from './port.js';
import { assertKnownOptions, expected } from './validate.js';

/** The options of `infer` that its operators need, checked and complete. */
export interface InferSettings {
  readonly callbackInterval: number;
  readonly maxInFlight: number;
  readonly blockType: BlockType;
}

const optionNames = ['inputs', 'callbackInterval', 'maxInFlight'];

/** Checks the options of `infer`; see there for their meaning. */
export function inferSettings(config: {
  callbackInterval?: number;
  maxInFlight?: number;
  inputs?: unknown;
}): InferSettings {
  assertKnownOptions('infer', config, optionNames);
  const { callbackInterval = 1, maxInFlight = 100, inputs } = config;
  if (inputs !== undefined && typeof inputs !== 'function') {
    throw new TypeError(expected('a function', 'inputs', inputs));
  }
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1) {
    throw new RangeError(expected('an integer ≥ 1', 'maxInFlight', maxInFlight));
  }
  if (!Number.isInteger(callbackInterval) || callbackInterval < 0 || callbackInterval > maxInFlight) {
    const what = `an integer from 0 to \`maxInFlight\` (${maxInFlight})`;
    throw new RangeError(expected(what, 'callbackInterval', callbackInterval));
  }
  return { callbackInterval, maxInFlight, blockType: 'block' };
}
