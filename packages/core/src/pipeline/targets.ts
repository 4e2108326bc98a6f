import type { TensorInfo, TypedArray } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';

/** Memory for the inputs of one value: one typed array per model input, in the model's order. Never changed, only written to. */
export type Target = readonly TypedArray[];

/**
 * The memory that `prepare` writes into. One pipeline has it, and makes more as more is in use. What is given back is used
 * again: that which came back last comes first.
 */
export class Targets {
  readonly #infos: readonly TensorInfo[];
  readonly #most: number;
  readonly #free: Target[] = [];
  #isOpen = true;

  /** @param most how many are kept for later */
  constructor(infos: readonly TensorInfo[], most: number) {
    this.#infos = infos;
    this.#most = most;
  }

  take(): Target {
    return this.#free.pop() ?? this.#make();
  }

  /** Gives a target back. REQUIRES: nobody writes to it, and no device reads it. */
  give(target: Target): void {
    if (this.#isOpen && this.#free.length < this.#most && this.isWhole(target)) this.#free.push(target);
  }

  /** Whether all memory of a target is still there: it has not been transferred away. */
  isWhole(target: Target): boolean {
    return target.every(({ byteLength }, i) => byteLength === this.#infos[i]?.bytes);
  }

  /** Nothing is used again. */
  close(): void {
    this.#isOpen = false;
    this.#free.length = 0;
  }

  #make(): Target {
    const arrays = this.#infos.map(({ type, bytes }): TypedArray => {
      const Data = tensorArrays[type];
      return new Data(bytes / Data.BYTES_PER_ELEMENT);
    });
    return Object.freeze(arrays);
  }
}
