// The same distinct inputs for every contender: seeded, by buffer.
import { type Tensor, type TensorInfo, tensorArrays } from '@ascend-rx/core';
import { randomData } from '../../cli/random-data.js';

/** So many tensors of random values, each in memory of its own. */
export function inputTensors(info: TensorInfo, buffers: number): Tensor[] {
  return Array.from({ length: buffers }, (_, seed) => {
    const { buffer } = randomData(info, seed);
    const { type, dims, bytes } = info;
    const Data = tensorArrays[type];
    return { type, dims, data: new Data(buffer, 0, bytes / Data.BYTES_PER_ELEMENT) };
  });
}
