import type { Tensor, TensorInfo, TensorType } from '../tensor.js';
import { tensorArrays } from '../tensor-arrays.js';
import { assertKnownOptions, expected } from '../validate.js';
import type { FaultPlan } from './fault-plan.js';

/** An input or output of a virtual model. */
export interface VirtualTensor {
  name: string;
  type: TensorType;
  dims: readonly number[];
}

/** Options of a virtual device's `createModel`. */
export interface VirtualModelOptions {
  /** Default: one float32 `x` of dims [1]. */
  inputs?: readonly VirtualTensor[];
  /** Default: one float32 `y` of dims [1]. */
  outputs?: readonly VirtualTensor[];
  /**
   * Outputs by name from inputs by name, as arrays of elements. Default: each output is the input in its place. What
   * it throws is a failure on the device.
   */
  compute?: (inputs: Record<string, Tensor>) => Record<string, ArrayLike<number> | ArrayLike<bigint>>;
  /** Inferences in flight at once, over all pipelines. Default 256. */
  slots?: number;
  /** How long an inference occupies the execution stream, in ms. Default: the device's. */
  serviceTime?: number;
  /** What goes wrong. Default: nothing. */
  faults?: FaultPlan;
}

/** A virtual model, complete and checked. */
export interface VirtualModelDefinition {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly compute: NonNullable<VirtualModelOptions['compute']>;
  readonly slots: number;
  readonly serviceTime: number;
  readonly faults: FaultPlan | undefined;
}

export function defineModel(options: VirtualModelOptions, deviceTime: number): VirtualModelDefinition {
  assertKnownOptions('createModel', options, [
    'inputs',
    'outputs',
    'compute',
    'slots',
    'serviceTime',
    'faults',
  ]);
  const { slots = 256, serviceTime = deviceTime, faults } = options;
  if (!Number.isInteger(slots) || slots < 1) throw new RangeError(expected('an integer ≥ 1', 'slots', slots));
  if (!(serviceTime >= 0))
    throw new RangeError(expected('a number of milliseconds ≥ 0', 'serviceTime', serviceTime));
  const inputs = (options.inputs ?? [{ name: 'x', type: 'float32', dims: [1] }]).map(tensorInfo);
  const outputs = (options.outputs ?? [{ name: 'y', type: 'float32', dims: [1] }]).map(tensorInfo);
  const identity: VirtualModelDefinition['compute'] = (given) =>
    Object.fromEntries(outputs.map(({ name }, i) => [name, given[inputs[i]?.name ?? '']?.data ?? []]));
  return { inputs, outputs, compute: options.compute ?? identity, slots, serviceTime, faults };
}

function tensorInfo({ name, type, dims }: VirtualTensor): TensorInfo {
  const elements = dims.reduce((product, size) => product * size, 1);
  return { name, type, dims, bytes: elements * tensorArrays[type].BYTES_PER_ELEMENT };
}
