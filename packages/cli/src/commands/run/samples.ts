// The values for one input: samples, which inferences take in turn.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { RawTensor, TensorInfo } from '@ascend-rx/core';
import { UsageError } from '../../options/index.js';
import { randomData } from './random-data.js';

/**
 * The samples of one input stay in memory if they have at most this many bytes together. Otherwise each sample is read
 * for every inference that takes it.
 */
const memoryLimit = 256 * 1024 * 1024;

/** The samples of one input. */
export interface Samples {
  /** @return the sample of the inference `index`, from 0 */
  at(index: number): RawTensor;
}

/** One sample of seeded random values, for every inference. */
export function randomSample(info: TensorInfo, seed: number): Samples {
  const tensor = tensorOf(info, randomData(info, seed));
  return { at: () => tensor };
}

/**
 * Samples from files of raw little-endian values, one sample each.
 *
 * @throws UsageError if a file does not exist, or does not have the size of the input
 */
export function sampleFiles(info: TensorInfo, files: readonly string[]): Samples {
  for (const file of files) assertSize(info, file);
  const kept: (RawTensor | undefined)[] = [];
  const keep = files.length * info.bytes <= memoryLimit;
  return {
    at(index) {
      const turn = index % files.length;
      const tensor = kept[turn] ?? tensorOf(info, read(info, files[turn] ?? ''));
      if (keep) kept[turn] = tensor;
      return tensor;
    },
  };
}

// Files and random values are bytes, whatever the element type.
function tensorOf({ type, dims }: TensorInfo, bytes: Uint8Array): RawTensor {
  return { type, dims, bytes };
}

function assertSize({ name, type, dims, bytes }: TensorInfo, file: string): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new UsageError(`no such file: ${file}`);
  if (stat.size === bytes) return;
  const shape = `${type} ${dims.join('×') || 'scalar'}`;
  throw new UsageError(`expected ${bytes} bytes for input ${name} (${shape}) but ${file} has ${stat.size}`);
}

function read({ bytes }: TensorInfo, file: string): Uint8Array {
  const data = new Uint8Array(bytes);
  const descriptor = openSync(file, 'r');
  try {
    let done = 0;
    while (done < bytes) {
      const count = readSync(descriptor, data, done, bytes - done, done);
      if (count === 0) throw new UsageError(`${file} has become shorter than ${bytes} bytes`);
      done += count;
    }
  } finally {
    closeSync(descriptor);
  }
  return data;
}
