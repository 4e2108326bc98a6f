// The options of `infer`, checked and complete.
import type { BlockType } from '../device/session.js';
import type { InferInputs } from '../tensors/input-value.js';
import type { TraceSink } from '../tracing/trace-sink.js';
import { assertKnownOptions } from '../util/assert-known-options.js';
import { assertInteger, assertIntegerBetween, assertOneOf, assertOptional } from '../util/assertions.js';
import { expected } from '../util/expected.js';
import { defaultMaxInFlight } from './default-max-in-flight.js';
import type { DropCause } from './drop.js';
import { assertFailureAction, type FailureAction, type InferFailure } from './failure-policy.js';
import type { InferConfig } from './infer-config.js';
import { inferDefaults } from './infer-defaults.js';
import type { InferOrder } from './infer-order.js';
import { defaultQueueSizes, type Overflow } from './overflow.js';
import type { Packing } from './packing.js';
import type { Prepare } from './prepare.js';

/** What {@link inferSettings} makes of an InferConfig. Times in ms; `Infinity`: none. */
export interface InferSettings<T> {
  readonly inputs: (value: T, index: number) => InferInputs;
  /** Undefined: `inputs` gives the inputs. */
  readonly prepare: Prepare<T> | undefined;
  /** In executions. */
  readonly maxPreparing: number;
  readonly callbackInterval: number;
  readonly blockType: BlockType;
  readonly maxCallbackDelay: number;
  /** In executions. */
  readonly maxInFlight: number;
  readonly overflow: Overflow;
  readonly maxQueueSize: number;
  readonly maxStaleness: number;
  readonly order: InferOrder<T>;
  readonly batchSize: number;
  readonly maxQueueDelay: number;
  /** How long an input waits for its batch while a slot is free for it: the lesser of `maxQueueDelay` and `maxStaleness`. */
  readonly batchDelay: number;
  readonly timeout: number;
  readonly onFailure: FailureAction | ((failure: InferFailure<T>) => FailureAction);
  readonly onDrop: ((value: T, cause: DropCause, waited: number) => void) | undefined;
  readonly label: string | undefined;
  readonly recorder: TraceSink | undefined;
}

/** What the checks and defaults of options need of a model. */
export interface SettingsModel {
  /** The number of its instances, ≥ 1. */
  readonly instances: number;
  /** The batch sizes that it can execute, ascending. Undefined: it takes one input at a time. */
  readonly batchSizes: readonly number[] | undefined;
  /** Of a dynamic model. Undefined: the model is not. */
  readonly packing?: Packing | undefined;
}

const optionNames = [
  'inputs',
  'prepare',
  'maxPreparing',
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

/** The default of `inputs`. */
export const valueItself = (value: unknown): InferInputs => value as InferInputs;

/**
 * Checks the options of `infer` and completes them with their defaults. {@link InferConfig} says what they mean.
 *
 * @param of the operator's name, for messages
 * @param model the model that is to run
 * @param isPulled whether values are read as they are needed: then they always have room, and `overflow` and
 *   `maxQueueSize` are checked but have no effect
 * @throws TypeError or RangeError for an option that is unknown or wrong
 */
export function inferSettings<T>(
  of: string,
  config: InferConfig<T>,
  { batchSizes, instances, packing }: SettingsModel,
  isPulled = false,
): InferSettings<T> {
  assertKnownOptions(of, config, optionNames);
  const { inputs, prepare, onDrop, label, recorder } = config;
  const {
    maxPreparing = inferDefaults.maxPreparing,
    callbackInterval = inferDefaults.callbackInterval,
    blockType = inferDefaults.blockType,
    maxCallbackDelay = inferDefaults.maxCallbackDelay,
    maxStaleness = inferDefaults.maxStaleness,
    order = inferDefaults.order,
    batchSize = inferDefaults.batchSize,
    maxQueueDelay = inferDefaults.maxQueueDelay,
    timeout = inferDefaults.timeout,
    onFailure = inferDefaults.onFailure,
  } = config;
  assertOptional('a function', 'inputs', inputs, 'function');
  assertPrepare(prepare, inputs, packing !== undefined);
  assertInteger('maxPreparing', maxPreparing, 1);
  assertOptional('a function', 'onDrop', onDrop, 'function');
  assertOptional('a string', 'label', label, 'string');
  if (recorder !== undefined && typeof recorder?.on !== 'function') {
    throw new TypeError(expected('a trace sink (createRecorder makes one)', 'recorder', recorder));
  }
  assertOneOf(['block', 'no-block'], 'blockType', blockType);
  const { overflow: given = inferDefaults.overflow } = config;
  assertOneOf(Object.keys(defaultQueueSizes), 'overflow', given);
  const overflow = isPulled ? 'buffer' : given;
  if (typeof order !== 'function') {
    assertOneOf(['submission', 'completion'], 'order', order, ' or a function');
  }
  const { maxInFlight = defaultMaxInFlight(overflow, callbackInterval, instances) } = config;
  assertInteger('maxInFlight', maxInFlight, 1);
  assertIntegerBetween(
    `an integer from 0 to \`maxInFlight\` (${maxInFlight})`,
    'callbackInterval',
    callbackInterval,
    0,
    maxInFlight,
  );
  assertBatchSize(batchSize, batchSizes?.at(-1), packing);
  if (typeof onFailure !== 'function') assertFailureAction(onFailure);
  const { maxQueueSize = defaultQueueSizes[given] } = config;
  if (maxQueueSize !== Number.POSITIVE_INFINITY) {
    assertInteger('maxQueueSize', maxQueueSize, given === 'drop-oldest' ? 1 : 0);
  }
  assertMilliseconds('maxStaleness', maxStaleness);
  assertMilliseconds('maxQueueDelay', maxQueueDelay);
  assertMilliseconds('maxCallbackDelay', maxCallbackDelay);
  assertMilliseconds('timeout', timeout);
  return {
    inputs: inputs ?? valueItself,
    prepare,
    maxPreparing,
    callbackInterval,
    blockType,
    maxCallbackDelay,
    maxInFlight,
    overflow,
    maxQueueSize: isPulled ? Number.POSITIVE_INFINITY : maxQueueSize,
    maxStaleness,
    order,
    batchSize,
    maxQueueDelay,
    batchDelay: Math.min(maxQueueDelay, maxStaleness),
    timeout,
    onFailure,
    onDrop,
    label,
    recorder,
  };
}

function assertPrepare(prepare: unknown, inputs: unknown, isDynamic: boolean): void {
  assertOptional('a function', 'prepare', prepare, 'function');
  if (prepare === undefined) return;
  if (inputs !== undefined) {
    throw new TypeError(
      'Expected `inputs` or `prepare` but received both: `prepare` writes the inputs into memory of the pipeline. Leave `inputs` out.',
    );
  }
  if (!isDynamic) return;
  throw new TypeError(
    'Expected a model whose dims are all known for `prepare` but this model is dynamic: the size of its memory is known with an execution only. Use `inputs`.',
  );
}

function assertBatchSize(value: unknown, most: number | undefined, packing: Packing | undefined): void {
  if (packing && packing.refusal === undefined) {
    assertInteger('batchSize', value, 1);
    return;
  }
  const reason = packing?.refusal ?? 'as the model takes one input at a time';
  const what = most === undefined || packing ? `1, ${reason},` : `an integer from 1 to ${most}`;
  assertIntegerBetween(what, 'batchSize', value, 1, packing ? 1 : (most ?? 1));
}

// `Infinity` stands for no limit.
function assertMilliseconds(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0) return;
  throw new RangeError(expected('a number of milliseconds ≥ 0', name, value));
}
