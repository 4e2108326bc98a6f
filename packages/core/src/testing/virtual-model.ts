import type { Tensor, TensorInfo, TensorType } from '../tensor.js';
import { assertInteger, assertKnownOptions, assertList, assertTime, expected } from '../validate.js';
import { tensorInfos } from './tensor-infos.js';

/** An input or output of a virtual model. */
export interface VirtualTensor<Name extends string = string> {
  readonly name: Name;
  readonly type: TensorType;
  readonly dims: readonly number[];
}

/**
 * How long an execution occupies its execution stream, in ms.
 *
 * @param batchSize the gear that is executed; 1 for a model without gears
 * @param ordinal number of the execution over the model's life, from 0
 */
export type ServiceTime = number | ((batchSize: number, ordinal: number) => number);

/** Options of a virtual device's `createModel`. */
export interface VirtualModelOptions<Inputs extends string = string, Outputs extends string = string> {
  /** Default: one float32 `x` of dims [1]. */
  inputs?: readonly VirtualTensor<Inputs>[];
  /** Default: one float32 `y` of dims [1]. */
  outputs?: readonly VirtualTensor<Outputs>[];
  /**
   * Outputs by name from inputs by name, as arrays of elements; called once per input, in a batch too. Default: each
   * output is the input in its place. What it throws is a failure on the device, and the `cause` of its error.
   */
  compute?: (
    inputs: Record<Inputs, Tensor>,
  ) => Partial<Record<Outputs, ArrayLike<number> | ArrayLike<bigint>>>;
  /** Executions in flight at once per instance, over all pipelines. Default 256. */
  slots?: number;
  /** Loaded copies of the model, spread over the devices in turn. Default 1. */
  instances?: number;
  /** The batch sizes it can execute at once. Default: none, one input at a time. */
  gears?: readonly number[];
  /** Default: the device's. */
  serviceTime?: ServiceTime;
  /** Milliseconds between two samples of `stats$`. Default 1000. */
  samplingPeriod?: number;
}

/** A virtual model, complete and checked. */
export interface VirtualModelDefinition {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly compute: (
    inputs: Record<string, Tensor>,
  ) => Partial<Record<string, ArrayLike<number> | ArrayLike<bigint>>>;
  readonly slots: number;
  readonly instances: number;
  readonly gears: readonly number[] | undefined;
  /** How long the next execution takes. */
  readonly nextServiceTime: (batchSize: number) => number;
}

const optionNames = [
  'inputs',
  'outputs',
  'compute',
  'slots',
  'instances',
  'gears',
  'serviceTime',
  'samplingPeriod',
];

export function defineModel(options: VirtualModelOptions, deviceTime: ServiceTime): VirtualModelDefinition {
  assertKnownOptions('createModel', options, optionNames);
  const { slots = 256, instances = 1, serviceTime = deviceTime, compute, samplingPeriod } = options;
  assertInteger('slots', slots, 1);
  assertInteger('instances', instances, 1);
  assertServiceTime(serviceTime);
  if (compute !== undefined && typeof compute !== 'function') {
    throw new TypeError(expected('a function', 'compute', compute));
  }
  if (samplingPeriod !== undefined && !(Number.isFinite(samplingPeriod) && samplingPeriod > 0)) {
    throw new RangeError(expected('a finite number of milliseconds > 0', 'samplingPeriod', samplingPeriod));
  }
  const inputs = tensorInfos('inputs', options.inputs ?? [{ name: 'x', type: 'float32', dims: [1] }]);
  const outputs = tensorInfos('outputs', options.outputs ?? [{ name: 'y', type: 'float32', dims: [1] }]);
  const identity: VirtualModelDefinition['compute'] = (given) =>
    Object.fromEntries(outputs.map(({ name }, i) => [name, given[inputs[i]?.name ?? '']?.data ?? []]));
  let ordinal = 0;
  const nextServiceTime = (batchSize: number) => {
    if (typeof serviceTime === 'number') return serviceTime;
    const time = serviceTime(batchSize, ordinal++);
    // Anything else would be a timer that never rings.
    assertTime('serviceTime()', time);
    return time;
  };
  const gears = options.gears === undefined ? undefined : sortedGears(options.gears);
  return { inputs, outputs, compute: compute ?? identity, slots, instances, gears, nextServiceTime };
}

/** Throws a RangeError unless it is a time, or a function that is to give times. */
export function assertServiceTime(time: ServiceTime): void {
  if (typeof time === 'function' || (Number.isFinite(time) && time >= 0)) return;
  throw new RangeError(expected('a finite number of milliseconds ≥ 0, or a function', 'serviceTime', time));
}

function sortedGears(gears: readonly number[]): readonly number[] {
  assertList('an array of batch sizes', 'gears', gears);
  if (gears.length === 0) throw new RangeError(expected('at least one batch size', 'gears', gears));
  gears.forEach((gear, i) => {
    assertInteger(`gears[${i}]`, gear, 1);
  });
  return [...new Set(gears)].sort((a, b) => a - b);
}
