import { readFileSync } from 'node:fs';
import { type Tensor, type TensorInfo, tensorArrays } from '@ascend-rx/core';
import type { ContenderSettings } from '../contender-settings.js';
import { distanceOf } from '../inputs.js';

/**
 * The case's inputs, side by side in one piece of memory: how fast inputs are read depends on where the kernel happens to
 * put them, which is not what is compared.
 */
export function inputTensors(info: TensorInfo, { inputs, buffers }: ContenderSettings): Tensor[] {
  const { type, dims, bytes } = info;
  const Data = tensorArrays[type];
  const distance = distanceOf(info);
  const memory = new Uint8Array(distance * buffers);
  memory.set(readFileSync(inputs));
  return Array.from({ length: buffers }, (_, i) => {
    const data = new Data(memory.buffer, i * distance, bytes / Data.BYTES_PER_ELEMENT);
    return { type, dims, data };
  });
}
