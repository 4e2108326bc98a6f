import type { TensorDataTypes, TensorType } from '@ascend-rx/core';

/** Views raw little-endian values as the typed array of their element type. `bytes` starts its buffer. */
export function typedData<T extends TensorType>(type: T, { buffer }: Uint8Array): TensorDataTypes[T] {
  const constructors: { [K in TensorType]: new (buffer: ArrayBufferLike) => TensorDataTypes[K] } = {
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
  return new constructors[type](buffer);
}
