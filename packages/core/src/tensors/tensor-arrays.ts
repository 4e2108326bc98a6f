import type { TensorDataTypes, TensorType } from './tensor.js';

/** A typed array's constructors: of `length` zeros, and as a view of memory. */
export interface TensorArray<T extends TensorType = TensorType> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TensorDataTypes[T];
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TensorDataTypes[T];
}

/** The typed array of each element type: {@link TensorDataTypes} at run time. */
export const tensorArrays: { readonly [T in TensorType]: TensorArray<T> } = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};
