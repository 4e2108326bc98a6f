// The models of the benchmark. Their weights are seeded, so they are the same on every machine.
import { encodeModel, type OnnxModel, type OnnxNode, resnet50, SeededWeights } from '@ascend-rx/native/onnx';
import { noopHead } from './noop-head.js';

const picture = { name: 'input', type: 'float32', dims: [1, 3, 224, 224] } as const;
const vector = { name: 'x', type: 'float32', dims: [1, 16] } as const;
const icon = { name: 'x', type: 'float32', dims: [1, 3, 16, 16] } as const;
const frame = { name: 'images', type: 'float32', dims: [1, 3, 640, 640] } as const;
const thumbnail = { name: 'x', type: 'float32', dims: [1, 3, 96, 96] } as const;

/** The largest batch gear of the model `batch`. */
export const largestBatch = 8;

/** A model of the benchmark. */
export interface BenchModel {
  /** Its only input, as one inference without batches takes it. */
  readonly input: {
    readonly name: string;
    readonly type: 'float32';
    readonly dims: readonly [number, ...number[]];
  };
  /** @return the bytes of the ONNX file */
  readonly encode: () => Uint8Array;
}

export const models = {
  /** An identity: its time is the overhead of the calls. */
  noop: {
    input: vector,
    encode: () =>
      encodeModel({
        name: 'noop',
        inputs: [vector],
        outputs: [{ ...vector, name: 'y' }],
        nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
      }),
  },
  /** Reads 600 KB and writes 12 bytes: its time is that of memory traffic. */
  pool: {
    input: picture,
    encode: () =>
      encodeModel({
        name: 'pool',
        inputs: [picture],
        outputs: [{ name: 'y', type: 'float32', dims: [1, 3, 1, 1] }],
        nodes: [{ op: 'GlobalAveragePool', inputs: ['input'], outputs: ['y'] }],
      }),
  },
  /** Computes for tens of milliseconds. */
  resnet50: { input: picture, encode: () => encodeModel(resnet50(new SeededWeights(1))) },
  /** Computes for less than a millisecond. */
  thumbnails: { input: thumbnail, encode: () => encodeModel(convolutions(1, thumbnail.dims, [32, 64])) },
  /** Takes what a detector takes, and computes for a few milliseconds. */
  detector: { input: frame, encode: () => encodeModel(convolutions(1, frame.dims, [4, 8], {}, frame.name)) },
  /** Takes and gives what a YOLO detector takes and gives, and computes nothing worth mentioning. */
  noopHead: { input: frame, encode: () => encodeModel(noopHead(frame)) },
  /** A small network with batch gears. */
  batch: {
    input: icon,
    encode: () =>
      encodeModel(
        convolutions('N', icon.dims, [16, 32], {
          'ascend_rx.gears': JSON.stringify({ batch: [1, 2, 4, 8] }),
        }),
      ),
  },
  /** The same network without gears, one input at a time. */
  single: { input: icon, encode: () => encodeModel(convolutions(1, icon.dims, [16, 32])) },
} satisfies Record<string, BenchModel>;

export type ModelName = keyof typeof models;

/** Two convolutions with the given numbers of output channels, and a classifier. */
function convolutions(
  batch: number | string,
  [, channels, height, width]: readonly [number, number, number, number],
  [first, second]: readonly [number, number],
  metadata: Record<string, string> = {},
  input = 'x',
): OnnxModel {
  const weights = new SeededWeights(2);
  const conv = (name: string, from: string, to: string, inputs: number, outputs: number): OnnxNode => ({
    op: 'Conv',
    inputs: [from, weights.normal(name, [outputs, inputs, 3, 3], Math.sqrt(2 / (9 * inputs)))],
    outputs: [to],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
  });
  const nodes: OnnxNode[] = [
    conv('conv1', input, 'c1', channels, first),
    { op: 'Relu', inputs: ['c1'], outputs: ['r1'] },
    conv('conv2', 'r1', 'c2', first, second),
    { op: 'Relu', inputs: ['c2'], outputs: ['r2'] },
    { op: 'GlobalAveragePool', inputs: ['r2'], outputs: ['p'] },
    { op: 'Flatten', inputs: ['p'], outputs: ['f'], attributes: { axis: 1 } },
    { op: 'Gemm', inputs: ['f', weights.normal('fc', [second, 10], 0.2)], outputs: ['y'] },
  ];
  return {
    name: 'convolutions',
    inputs: [{ name: input, type: 'float32', dims: [batch, channels, height, width] }],
    outputs: [{ name: 'y', type: 'float32', dims: [batch, 10] }],
    nodes,
    initializers: weights.initializers,
    metadata,
  };
}
