import type { OnnxInitializer } from '@ascend-rx/native/onnx';
import { Random } from '../training/random.js';

/** Makes seeded weights and keeps them in the order they were asked for. */
export class Weights {
  readonly initializers: OnnxInitializer[] = [];
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** Values with mean 0 and the given deviation, under `name`, which is returned. */
  normal(name: string, dims: readonly number[], deviation: number): string {
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    for (let i = 0; i < data.length; i++) data[i] = deviation * this.#random.normal();
    this.initializers.push({ name, type: 'float32', dims, data });
    return name;
  }
}
