// The options of `infer`, checked and complete.
import type { InferInputs } from './bind-inputs.js';
import type { DropCause } from './drop.js';
import { assertFailureAction, type FailureAction, type InferFailure } from './failure-policy.js';
import type { InferConfig } from './infer-config.js';
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

/** What happens to an input that comes when there is neither a free slot nor room to wait. */
export type Overflow = 'buffer' | 'drop-oldest' | 'drop-newest' | 'error';

/** Room to wait, unless `maxQueueSize` says otherwise. */
export const roomOf: Record<Overflow, number> = {
  buffer: Number.POSITIVE_INFINITY,
  'drop-oldest': 1,
  'drop-newest': 0,
  error: 0,
};

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
  const { inputs, onDrop, label, recorder, onFailure = 'fail', overflow = 'buffer' } = config;
  const { blockType = 'block', order = 'submission' } = config;
  const { callbackInterval = 1, maxInFlight = 100, batchSize = 1 } = config;
  assertOptional('a function', 'inputs', inputs, 'function');
  assertOptional('a function', 'onDrop', onDrop, 'function');
  assertOptional('a string', 'label', label, 'string');
  if (recorder !== undefined && typeof recorder?.track !== 'function') {
    throw new TypeError(expected('what createRecorder gives', 'recorder', recorder));
  }
  assertOneOf(['block', 'no-block'], 'blockType', blockType);
  assertOneOf(Object.keys(roomOf), 'overflow', overflow);
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
  const { maxQueueSize = roomOf[overflow] } = config;
  if (maxQueueSize !== Number.POSITIVE_INFINITY) {
    assertInteger('maxQueueSize', maxQueueSize, least);
  }
  const maxStaleness = time('maxStaleness', config.maxStaleness);
  const maxQueueDelay = time('maxQueueDelay', config.maxQueueDelay ?? 0);
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

function time(name: string, value = Number.POSITIVE_INFINITY): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new RangeError(expected('a number of milliseconds ≥ 0', name, value));
}
