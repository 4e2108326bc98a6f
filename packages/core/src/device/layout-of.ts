import { type DimsList, elementsOf } from '../tensors/dims.js';
import type { TensorInfo } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import type { OutputLayout } from './session.js';

/** Outputs begin at multiples of so many bytes: a cache line. */
const alignment = 64;

/**
 * Where the outputs of one execution lie in its buffer: each begins at the next multiple of 64 bytes after the end of the one
 * before it. The stride is the end of the last one, rounded up to a multiple of 64. Devices place outputs by it, and the
 * reader of a dynamic model finds them by it.
 *
 * @param outputs the outputs of the model; their element types count
 * @param dims the dims of each output in this execution, of the whole batch
 */
export function layoutOf(outputs: readonly Pick<TensorInfo, 'type'>[], dims: DimsList): OutputLayout {
  const offsets: number[] = [];
  let stride = 0;
  outputs.forEach(({ type }, i) => {
    offsets.push(stride);
    const elements = elementsOf(dims[i] ?? []);
    stride += Math.ceil((elements * tensorArrays[type].BYTES_PER_ELEMENT) / alignment) * alignment;
  });
  return { offsets, stride };
}
