import type { OnnxInitializer } from '../encoding/onnx-model.js';

/** Where a model's weights come from. Collects them in the order in which they are asked for. */
export interface Weights {
  readonly initializers: readonly OnnxInitializer[];
  /** Makes a tensor of values with mean 0 and the given deviation, and gives back its name. */
  normal(name: string, dims: readonly number[], deviation: number): string;
}

/** Random weights that are the same for the same seed, on every machine. */
export class SeededWeights implements Weights {
  readonly initializers: OnnxInitializer[] = [];
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x811c9dc5, 0x01000193) >>> 0 || 1;
  }

  normal(name: string, dims: readonly number[], deviation: number): string {
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    for (let i = 0; i < data.length; i++) data[i] = deviation * this.#normal();
    this.initializers.push({ name, type: 'float32', dims, data });
    return name;
  }

  // Box-Muller.
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#uniform())) * Math.cos(2 * Math.PI * this.#uniform());
  }

  // xorshift32: 0 ≤ x < 1.
  #uniform(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state / 2 ** 32;
  }
}
