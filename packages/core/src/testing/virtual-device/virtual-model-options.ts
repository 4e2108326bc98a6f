import type { Tensor, TensorType } from '../../tensors/tensor.js';

/** An input or output of a virtual model. */
export interface VirtualTensor<Name extends string = string> {
  readonly name: Name;
  readonly type: TensorType;
  /** Sizes ≥ 0. -1, or a name: each execution has a size of its own there, and the model is dynamic. */
  readonly dims: readonly (number | string)[];
}

/**
 * How long an execution occupies its execution stream, in ms: a number, or a function that is called for each execution.
 *
 * @param batchSize the gear that is executed; 1 for a model without gears
 * @param ordinal number of the execution since the model was made, from 0
 */
export type ServiceTime = number | ((batchSize: number, ordinal: number) => number);

/** Elements of an output. Those of float16 are bits in a Uint16Array, or a `Float16Array`. */
export type VirtualElements = ArrayLike<number> | ArrayLike<bigint>;

/** An output with the dims that it has in this execution. A tensor is one. */
export interface VirtualOutput {
  readonly dims: readonly number[];
  readonly data: VirtualElements;
}

/**
 * Computes the outputs of one input of the model: arrays of elements by name. An output with more than one size that is not
 * known needs its dims beside its elements.
 */
export type VirtualCompute<Inputs extends string = string, Outputs extends string = string> = (
  inputs: Record<Inputs, Tensor>,
) => Partial<Record<Outputs, VirtualElements | VirtualOutput>>;

/** Options of a virtual device's `createModel`. */
export interface VirtualModelOptions<Inputs extends string = string, Outputs extends string = string> {
  /** Default: one float32 `x` of dims [1]. */
  inputs?: readonly VirtualTensor<Inputs>[];
  /** Default: one float32 `y` of dims [1]. */
  outputs?: readonly VirtualTensor<Outputs>[];
  /**
   * Computes outputs by name from inputs by name, as arrays of elements, or as elements with dims. In a batch it is called
   * once per input; outputs of a batch on a dynamic model follow each other in their first dimension. An exception in it
   * counts as a failure on the device, and is the `cause` of the error. Default: output `n` is a copy of input `n`, with its
   * dims.
   */
  compute?: VirtualCompute<Inputs, Outputs>;
  /** Maximum number of executions in flight per instance, over all pipelines. Default 256. */
  slots?: number;
  /** Loaded copies of the model. The devices receive them in turn. Default 1. */
  instances?: number;
  /**
   * The batch sizes that the model can execute, or, of a model with sizes that are not known, the dims of every input in each
   * gear. Default: none: one input per execution, of any dims that the inputs allow.
   */
  gears?: readonly number[] | readonly (readonly (readonly number[])[])[];
  /** How long an execution takes. Default: the service time of the device. */
  serviceTime?: ServiceTime;
  /** Milliseconds between two samples of `stats$`. Default 1000. */
  samplingPeriod?: number;
}
