// The same distinct inputs for every contender: seeded, by buffer.
import { type Tensor, type TensorInfo, tensorArrays } from '@ascend-rx/core';
import { randomData } from '../../cli/random-data.js';

/**
 * So many tensors of random values, side by side in one piece of memory: how fast inputs are read depends on where the
 * kernel happens to put them, which is not what is compared.
 */
export function inputTensors(info: TensorInfo, buffers: number): Tensor[] {
  const { type, dims, bytes } = info;
  const Data = tensorArrays[type];
  const distance = Math.ceil(bytes / 64) * 64;
  const memory = new Uint8Array(distance * buffers);
  return Array.from({ length: buffers }, (_, seed) => {
    memory.set(randomData(info, seed), seed * distance);
    const data = new Data(memory.buffer, seed * distance, bytes / Data.BYTES_PER_ELEMENT);
    return { type, dims, data };
  });
}
