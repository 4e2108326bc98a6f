// From a report's bytes to tensors by name.
import type { OutputLayout } from './port.js';
import type { Tensor, TensorDataTypes, TensorInfo, TensorType } from './tensor.js';

type ArrayType = new (buffer: ArrayBuffer, byteOffset: number, length: number) => TensorDataTypes[TensorType];

const arrays: Record<TensorType, ArrayType & { BYTES_PER_ELEMENT: number }> = {
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

/** The outputs of one inference by name. Views into the report's buffer. */
export type InferOutputs = Record<string, Tensor>;

/** Makes what reads the outputs of the `n`-th inference of a group, prepared once per model. */
export function outputReader(
  infos: readonly TensorInfo[],
  layout: OutputLayout,
): (buffer: ArrayBuffer, n: number) => InferOutputs {
  const places = infos.map(({ name, type, dims, bytes }, i) => {
    const Data = arrays[type];
    return { name, type, dims, Data, length: bytes / Data.BYTES_PER_ELEMENT, offset: layout.offsets[i] ?? 0 };
  });
  return (buffer, n) => {
    const start = n * layout.stride;
    const outputs: InferOutputs = {};
    for (const { name, type, dims, Data, length, offset } of places) {
      outputs[name] = { type, data: new Data(buffer, start + offset, length), dims };
    }
    return outputs;
  };
}
