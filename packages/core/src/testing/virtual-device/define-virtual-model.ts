import { type DimsList, dimsText, fitsDims, isDynamic } from '../../tensors/dims.js';
import type { TensorInfo } from '../../tensors/tensor.js';
import { assertKnownOptions } from '../../util/assert-known-options.js';
import { assertInteger, assertList, assertTime } from '../../util/assertions.js';
import { describe, expected } from '../../util/expected.js';
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
  readonly batchSizes: readonly number[] | undefined;
  /** Sizes of inputs or outputs are not known before an execution. */
  readonly isDynamic: boolean;
  /** Of a dynamic model: the dims of every input in each gear. */
  readonly gears: readonly DimsList[] | undefined;
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
    Object.fromEntries(
      outputs.map((output, i) => {
        const input = given[inputs[i]?.name ?? ''];
        return [output.name, isDynamic(output) && input ? input : (input?.data ?? [])];
      }),
    );
  let ordinal = 0;
  const nextServiceTime = (batchSize: number) => {
    if (typeof serviceTime === 'number') return serviceTime;
    const time = serviceTime(batchSize, ordinal++);
    // With any other value the execution would never end.
    assertTime('serviceTime()', time);
    return time;
  };
  return {
    inputs,
    outputs,
    compute: compute ?? identity,
    slots,
    instances,
    ...gearsOf(inputs, outputs, options.gears),
    nextServiceTime,
  };
}

/** Throws a RangeError unless `time` is a number of milliseconds or a function. */
export function assertServiceTime(time: ServiceTime): void {
  if (typeof time === 'function' || (Number.isFinite(time) && time >= 0)) return;
  throw new RangeError(expected('a finite number of milliseconds ≥ 0, or a function', 'serviceTime', time));
}

function gearsOf(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  gears: VirtualModelOptions['gears'],
): Pick<VirtualModelDefinition, 'batchSizes' | 'isDynamic' | 'gears'> {
  if (![...inputs, ...outputs].some(isDynamic)) {
    const batchSizes = gears === undefined ? undefined : sortedGears(gears as readonly number[]);
    return { batchSizes, isDynamic: false, gears: undefined };
  }
  if (gears !== undefined) assertDimsGears(inputs, gears as readonly DimsList[]);
  return { batchSizes: undefined, isDynamic: true, gears: gears as readonly DimsList[] | undefined };
}

function assertDimsGears(inputs: readonly TensorInfo[], gears: readonly DimsList[]): void {
  assertList('an array of gears', 'gears', gears);
  if (gears.length === 0) throw new RangeError(expected('at least one gear', 'gears', gears));
  gears.forEach((gear, i) => {
    assertList('the dims of every input', `gears[${i}]`, gear);
    if (gear.length !== inputs.length) {
      throw new RangeError(expected(`the dims of ${inputs.length} inputs`, `gears[${i}]`, gear));
    }
    inputs.forEach((info, n) => {
      const dims: unknown = gear[n];
      if (Array.isArray(dims) && fitsDims(dims, info.dims)) return;
      const received = Array.isArray(dims) ? `[${dims.join(', ')}]` : describe(dims);
      const path = `gears[${i}][${n}]`;
      throw new RangeError(`Expected dims like ${dimsText(info)} for \`${path}\` but received ${received}`);
    });
  });
}

function sortedGears(gears: readonly number[]): readonly number[] {
  assertList('an array of batch sizes', 'gears', gears);
  if (gears.length === 0) throw new RangeError(expected('at least one batch size', 'gears', gears));
  gears.forEach((gear, i) => {
    assertInteger(`gears[${i}]`, gear, 1);
  });
  return [...new Set(gears)].sort((a, b) => a - b);
}
