import type { OnnxInitializer } from '@ascend-rx/native/onnx';
import { Random } from '../training/random.js';

/** Where a model's weights come from. Collects them in the order in which they are asked for. */
export interface Weights {
  readonly initializers: readonly OnnxInitializer[];
  /** Makes a tensor of values with mean 0 and the given deviation, and gives back its name. */
  normal(name: string, dims: readonly number[], deviation: number): string;
}

/** Random weights that are the same for the same seed. */
export class SeededWeights implements Weights {
  readonly initializers: OnnxInitializer[] = [];
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  normal(name: string, dims: readonly number[], deviation: number): string {
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    for (let i = 0; i < data.length; i++) data[i] = deviation * this.#random.normal();
    this.initializers.push({ name, type: 'float32', dims, data });
    return name;
  }
}
