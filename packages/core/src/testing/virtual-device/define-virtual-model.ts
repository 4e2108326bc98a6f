import type { TensorInfo } from '../../tensors/tensor.js';
import { assertKnownOptions } from '../../util/assert-known-options.js';
import { assertInteger, assertList, assertTime } from '../../util/assertions.js';
import { expected } from '../../util/expected.js';
import { tensorInfos } from './tensor-infos.js';
import type { ServiceTime, VirtualCompute, VirtualModelOptions } from './virtual-model-options.js';

/** A virtual model with all defaults filled in and all options checked. */
export interface VirtualModelDefinition {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly compute: VirtualCompute;
  readonly slots: number;
  readonly instances: number;
  /** Ascending, each batch size once. */
  readonly gears: readonly number[] | undefined;
  /** How long the next execution takes, in ms. Call it once per execution. */
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

/**
 * Checks the options of a virtual model.
 *
 * @param deviceTime the service time of a model that has none of its own
 * @throws TypeError or RangeError
 */
export function defineVirtualModel(
  options: VirtualModelOptions,
  deviceTime: ServiceTime,
): VirtualModelDefinition {
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
  const identity: VirtualCompute = (given) =>
    Object.fromEntries(outputs.map(({ name }, i) => [name, given[inputs[i]?.name ?? '']?.data ?? []]));
  let ordinal = 0;
  const nextServiceTime = (batchSize: number) => {
    if (typeof serviceTime === 'number') return serviceTime;
    const time = serviceTime(batchSize, ordinal++);
    // With any other value the execution would never end.
    assertTime('serviceTime()', time);
    return time;
  };
  const gears = options.gears === undefined ? undefined : sortedGears(options.gears);
  return { inputs, outputs, compute: compute ?? identity, slots, instances, gears, nextServiceTime };
}

/** Throws a RangeError unless `time` is a number of milliseconds or a function. */
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
