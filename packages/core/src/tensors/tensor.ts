// Tensors as plain values. Their structure is that of onnxruntime-common, so that either kind can be passed on as the other.

/** Element types that a model's inputs and outputs may have. */
export type TensorType = keyof TensorDataTypes;

/**
 * The typed array that holds each element type. float16 is the bits of IEEE 754 binary16, on every version of Node:
 * `float16ToFloat32` and `float32ToFloat16` convert them. bool is 0 or 1.
 */
export interface TensorDataTypes {
  float32: Float32Array;
  float16: Uint16Array;
  float64: Float64Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  bool: Uint8Array;
}

/** The elements of a tensor of any element type. */
export type TypedArray = TensorDataTypes[TensorType];

/**
 * An n-dimensional array: `data` holds `dims` in row-major order. `Tensor` alone is a union with one member for each
 * element type, so `tensor.type === 'float32'` tells TypeScript that `tensor.data` is a Float32Array.
 */
export type Tensor<T extends TensorType = TensorType> = {
  [Type in T]: {
    readonly type: Type;
    readonly data: TensorDataTypes[Type];
    readonly dims: readonly number[];
  };
}[T];

/** The description of one input or output of a model. */
export interface TensorInfo {
  readonly name: string;
  /** The name that the runtime has for it. An offline model names an output `<producing node>:<index>:<name>`. */
  readonly rawName: string;
  readonly type: TensorType;
  /**
   * Sizes of the dimensions. -1: the size is not known before an execution. `[-2]`: not even the number of dimensions is known.
   * A symbolic batch dimension has been fixed to 1.
   */
  readonly dims: readonly number[];
  /** Size of the whole tensor in bytes. -1: not known before an execution. */
  readonly bytes: number;
  /** The model's names of the dimensions, where it names any: `dimNames[i]` is that of `dims[i]`. */
  readonly dimNames?: readonly (string | undefined)[];
}
