import { describe, expect, it } from '@jest/globals';
import type { OnnxInitializer } from '../../lib/onnx/index.js';
import { resnet50, SeededWeights } from '../../lib/onnx/index.js';

/** Notes what weights there would be: 102 MB of random numbers have nothing to say about structure. */
class NotedWeights {
  readonly initializers: OnnxInitializer[] = [];

  normal(name: string, dims: readonly number[]): string {
    this.initializers.push({ name, type: 'float32', dims, data: new Float32Array(0) });
    return name;
  }
}

describe('resnet50', () => {
  const model = resnet50(new NotedWeights());
  const initializers = new Map((model.initializers ?? []).map((tensor) => [tensor.name, tensor]));
  const convs = model.nodes.filter(({ op }) => op === 'Conv');
  const dimsOf = (node: (typeof convs)[number]) => initializers.get(node.inputs[1] as string)?.dims ?? [];

  it('has the nodes of ResNet-50, batch normalisation folded', () => {
    const counts: Record<string, number> = {};
    for (const { op } of model.nodes) counts[op] = (counts[op] ?? 0) + 1;
    expect(counts).toEqual({
      Conv: 53,
      Relu: 49,
      Add: 16,
      MaxPool: 1,
      GlobalAveragePool: 1,
      Flatten: 1,
      Gemm: 1,
    });
  });

  it('has 25,530,472 parameters', () => {
    const parameters = [...initializers.values()].reduce(
      (sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1),
      0,
    );
    // 25,557,032 with batch normalisation's scales and shifts, of which the fold leaves one per channel.
    expect(parameters).toBe(25_557_032 - 26_560);
  });

  it('strides in the 3×3 convolutions, three times, and in the three shortcuts beside them', () => {
    const striding = convs.slice(1).filter(({ attributes }) => String(attributes?.strides) === '2,2');
    expect(striding.map((node) => dimsOf(node).at(-1)).sort()).toEqual([1, 1, 1, 3, 3, 3]);
  });

  it('reads only values that are there already', () => {
    const values = new Set(['input', ...initializers.keys()]);
    for (const { inputs, outputs } of model.nodes) {
      for (const name of inputs) expect(values).toContain(name);
      for (const name of outputs) values.add(name);
    }
    expect(values).toContain('output');
    expect(model).toMatchObject({
      opset: 17,
      inputs: [{ dims: [1, 3, 224, 224], type: 'float32' }],
      outputs: [{ dims: [1, 1000], type: 'float32' }],
    });
  });
});

describe('SeededWeights', () => {
  it('gives the same values for the same seed, as spread as they should be', () => {
    const make = (seed: number) => {
      const weights = new SeededWeights(seed);
      expect(weights.normal('w', [40, 50], 0.5)).toBe('w');
      return weights.initializers[0]?.data as Float32Array;
    };
    expect(make(1)).toEqual(make(1));
    expect(make(1)).not.toEqual(make(2));
    expect(make(1)).toHaveLength(2000);
    expect(Math.sqrt(make(1).reduce((sum, value) => sum + value ** 2, 0) / 2000)).toBeCloseTo(0.5, 1);
  });
});
