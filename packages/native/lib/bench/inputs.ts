// The inputs of a case: a file that all contenders read, so that they have the same.
import { writeFileSync } from 'node:fs';
import type { TensorInfo } from '@ascend-rx/core';
import { randomData } from '../cli/random-data.js';

/** Tensors of one element type lie in the file at multiples of so many bytes. */
export const alignment = 64;

/** How far apart they lie, in bytes. */
export function distanceOf({ bytes }: TensorInfo): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** Writes so many tensors of random values, always the same. */
export function writeInputs(file: string, info: TensorInfo, buffers: number): void {
  const distance = distanceOf(info);
  const memory = new Uint8Array(distance * buffers);
  for (let seed = 0; seed < buffers; seed += 1) memory.set(randomData(info, seed), seed * distance);
  writeFileSync(file, memory);
}
