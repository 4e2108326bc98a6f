// The models of the benchmark: written when they are needed, seeded, so that they are the same everywhere.
import { encodeModel, type OnnxModel, type OnnxNode } from '../onnx/index.js';
import { resnet50, SeededWeights } from '../onnx/resnet50/index.js';

const picture = { name: 'input', type: 'float32', dims: [1, 3, 224, 224] } as const;

/** Largest batch of the model `batch`. */
export const largestBatch = 8;

/** By name: makes the ONNX file's bytes. */
export const models = {
  /** Computes nothing: what it costs is what calls cost. */
  noop: () =>
    encodeModel({
      name: 'noop',
      inputs: [{ name: 'x', type: 'float32', dims: [1, 16] }],
      outputs: [{ name: 'y', type: 'float32', dims: [1, 16] }],
      nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    }),
  /** Reads 600 KB and says little: what it costs is memory traffic. */
  pool: () =>
    encodeModel({
      name: 'pool',
      inputs: [picture],
      outputs: [{ name: 'y', type: 'float32', dims: [1, 3, 1, 1] }],
      nodes: [{ op: 'GlobalAveragePool', inputs: ['input'], outputs: ['y'] }],
    }),
  /** Computes for a long time. */
  resnet50: () => encodeModel(resnet50(new SeededWeights(1))),
  /** A small network with batch gears. */
  batch: () => encodeModel(smallNetwork('N', { 'ascend_rx.gears': JSON.stringify({ batch: [1, 2, 4, 8] }) })),
  /** The same without. */
  single: () => encodeModel(smallNetwork(1)),
} as const;

export type ModelName = keyof typeof models;

/** Two convolutions and a classifier, on pictures of 3×16×16. */
function smallNetwork(batch: number | string, metadata: Record<string, string> = {}): OnnxModel {
  const weights = new SeededWeights(2);
  const conv = (name: string, from: string, to: string, inputs: number, outputs: number): OnnxNode => ({
    op: 'Conv',
    inputs: [from, weights.normal(name, [outputs, inputs, 3, 3], Math.sqrt(2 / (9 * inputs)))],
    outputs: [to],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
  });
  const nodes: OnnxNode[] = [
    conv('conv1', 'x', 'c1', 3, 16),
    { op: 'Relu', inputs: ['c1'], outputs: ['r1'] },
    conv('conv2', 'r1', 'c2', 16, 32),
    { op: 'Relu', inputs: ['c2'], outputs: ['r2'] },
    { op: 'GlobalAveragePool', inputs: ['r2'], outputs: ['p'] },
    { op: 'Flatten', inputs: ['p'], outputs: ['f'], attributes: { axis: 1 } },
    { op: 'Gemm', inputs: ['f', weights.normal('fc', [32, 10], 0.2)], outputs: ['y'] },
  ];
  return {
    name: 'small',
    inputs: [{ name: 'x', type: 'float32', dims: [batch, 3, 16, 16] }],
    outputs: [{ name: 'y', type: 'float32', dims: [batch, 10] }],
    nodes,
    initializers: weights.initializers,
    metadata,
  };
}
