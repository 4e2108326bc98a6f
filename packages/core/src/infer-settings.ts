// The options of `infer`, checked and complete.
import type { InferInputs } from './bind-inputs.js';
import type { DropCause } from './drop.js';
import { assertFailureAction, type FailureAction, type InferFailure } from './failure-policy.js';
import type { InferConfig } from './infer-config.js';
import { inferDefaults } from './options/infer-defaults.js';
import { defaultQueueSizes, type Overflow } from './options/overflow.js';
import type { BlockType } from './port.js';
import type { Recorder } from './recorder/create-recorder.js';
import type { InferOrder } from './sequencer.js';
import {
  assertInteger,
  assertIntegerBetween,
  assertKnownOptions,
  assertOneOf,
  assertOptional,
  expected,
} from './validate.js';

/** What {@link inferSettings} makes of an InferConfig. Times in ms; `Infinity`: none. */
export interface InferSettings<T> {
  readonly inputs: (value: T, index: number) => InferInputs;
  readonly callbackInterval: number;
  readonly blockType: BlockType;
  readonly maxCallbackDelay: number;
  readonly maxInFlight: number;
  readonly overflow: Overflow;
  readonly maxQueueSize: number;
  readonly maxStaleness: number;
  readonly order: InferOrder<T>;
  readonly batchSize: number;
  readonly maxQueueDelay: number;
  /** How long an input waits for its batch if a slot is free for it: no longer than until it would be stale. */
  readonly batchDelay: number;
  readonly timeout: number;
  readonly onFailure: FailureAction | ((failure: InferFailure<T>) => FailureAction);
  readonly onDrop: ((value: T, cause: DropCause, waited: number) => void) | undefined;
  readonly label: string | undefined;
  readonly recorder: Recorder | undefined;
}

const optionNames = [
  'inputs',
  'callbackInterval',
  'blockType',
  'maxCallbackDelay',
  'maxInFlight',
  'overflow',
  'maxQueueSize',
  'maxStaleness',
  'order',
  'batchSize',
  'maxQueueDelay',
  'timeout',
  'onFailure',
  'onDrop',
  'label',
  'recorder',
];

type TimeOption = 'maxCallbackDelay' | 'maxStaleness' | 'maxQueueDelay' | 'timeout';

/**
 * Checks the options of `infer`; see there for their meaning.
 *
 * @param of the operator, for messages
 * @param batchSizes what the model can execute at once, if it takes batches
 */
export function inferSettings<T>(
  of: string,
  config: InferConfig<T>,
  batchSizes: readonly number[] | undefined,
): InferSettings<T> {
  assertKnownOptions(of, config, optionNames);
  const { inputs, onDrop, label, recorder } = config;
  const { onFailure = inferDefaults.onFailure, overflow = inferDefaults.overflow } = config;
  const { blockType = inferDefaults.blockType, order = inferDefaults.order } = config;
  const { callbackInterval = inferDefaults.callbackInterval } = config;
  const { maxInFlight = inferDefaults.maxInFlight, batchSize = inferDefaults.batchSize } = config;
  assertOptional('a function', 'inputs', inputs, 'function');
  assertOptional('a function', 'onDrop', onDrop, 'function');
  assertOptional('a string', 'label', label, 'string');
  if (recorder !== undefined && typeof recorder?.track !== 'function') {
    throw new TypeError(expected('what createRecorder gives', 'recorder', recorder));
  }
  assertOneOf(['block', 'no-block'], 'blockType', blockType);
  assertOneOf(Object.keys(defaultQueueSizes), 'overflow', overflow);
  if (typeof order !== 'function') {
    assertOneOf(['submission', 'completion'], 'order', order, ' or a function');
  }
  assertInteger('maxInFlight', maxInFlight, 1);
  assertIntegerBetween(
    `an integer from 0 to \`maxInFlight\` (${maxInFlight})`,
    'callbackInterval',
    callbackInterval,
    0,
    maxInFlight,
  );
  assertIntegerBetween(...batchRange(batchSizes), batchSize, 1, batchSizes?.at(-1) ?? 1);
  if (typeof onFailure !== 'function') assertFailureAction(onFailure);
  const least = overflow === 'drop-oldest' ? 1 : 0;
  const { maxQueueSize = defaultQueueSizes[overflow] } = config;
  if (maxQueueSize !== Number.POSITIVE_INFINITY) {
    assertInteger('maxQueueSize', maxQueueSize, least);
  }
  const maxStaleness = time('maxStaleness', config.maxStaleness);
  const maxQueueDelay = time('maxQueueDelay', config.maxQueueDelay ?? inferDefaults.maxQueueDelay);
  return {
    inputs: inputs ?? ((value) => value as InferInputs),
    callbackInterval,
    blockType,
    maxCallbackDelay: time('maxCallbackDelay', config.maxCallbackDelay),
    maxInFlight,
    overflow,
    maxQueueSize,
    maxStaleness,
    order,
    batchSize,
    maxQueueDelay,
    batchDelay: Math.min(maxQueueDelay, maxStaleness),
    timeout: time('timeout', config.timeout),
    onFailure,
    onDrop,
    label,
    recorder,
  };
}

function batchRange(batchSizes: readonly number[] | undefined): [what: string, name: string] {
  const most = batchSizes?.at(-1);
  return [
    most === undefined ? '1, as the model takes one input at a time,' : `an integer from 1 to ${most}`,
    'batchSize',
  ];
}

function time(name: TimeOption, value: number = inferDefaults[name]): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new RangeError(expected('a number of milliseconds ≥ 0', name, value));
}
