// ResNet-50 as it is exported for inference: version 1.5 (the stride of a stage is in the 3×3
// convolution of its first block), each batch normalisation folded into its convolution.
import type { OnnxModel, OnnxNode } from '../encoding/onnx-model.js';
import type { Weights } from './weights.js';

/** Blocks per stage, and the channels inside them; a stage puts out four times as many. */
const stages = [
  { blocks: 3, width: 64 },
  { blocks: 4, width: 128 },
  { blocks: 6, width: 256 },
  { blocks: 3, width: 512 },
] as const;

const expansion = 4;
const classes = 1000;

/** A value in the graph and how many channels it has. */
interface Features {
  readonly value: string;
  readonly channels: number;
}

/**
 * The graph of ResNet-50: 53 convolutions, 1×3×224×224 → 1×1000. With random weights it computes as
 * much as a trained one, and says nothing about pictures.
 */
export function resnet50(weights: Weights): OnnxModel {
  const nodes: OnnxNode[] = [];

  const add = (op: string, name: string, inputs: string[], attributes?: OnnxNode['attributes']): string => {
    nodes.push({ op, inputs, outputs: [name], ...(attributes && { attributes }) });
    return name;
  };
  const relu = (value: string) => add('Relu', `${value}.relu`, [value]);

  /** `gain` is the variance put out per variance taken in: 2 makes up for the ReLU behind it (He et al.). */
  const conv = (
    name: string,
    { value, channels }: Features,
    out: number,
    kernel: number,
    stride: number,
    gain = 2,
  ) => {
    const weight = weights.normal(
      `${name}.weight`,
      [out, channels, kernel, kernel],
      Math.sqrt(gain / (channels * kernel ** 2)),
    );
    const bias = weights.normal(`${name}.bias`, [out], 0.01);
    const pad = (kernel - 1) / 2;
    const attributes = {
      dilations: [1, 1],
      group: 1,
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    };
    return add('Conv', name, [value, weight, bias], attributes);
  };

  const bottleneck = (name: string, input: Features, width: number, stride: number): Features => {
    const channels = width * expansion;
    const first = relu(conv(`${name}.conv1`, input, width, 1, 1));
    const second = relu(conv(`${name}.conv2`, { value: first, channels: width }, width, 3, stride));
    // A small gain, or 16 sums in a row would let the activations grow without need.
    const third = conv(`${name}.conv3`, { value: second, channels: width }, channels, 1, 1, 0.2);
    const shortcut =
      stride === 1 && input.channels === channels
        ? input.value
        : conv(`${name}.downsample`, input, channels, 1, stride, 1);
    return { value: relu(add('Add', `${name}.add`, [third, shortcut])), channels };
  };

  const stem = relu(conv('conv1', { value: 'input', channels: 3 }, 64, 7, 2));
  const pooling = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] };
  let features: Features = { value: add('MaxPool', 'maxpool', [stem], pooling), channels: 64 };
  stages.forEach(({ blocks, width }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      features = bottleneck(`layer${stage + 1}.${block}`, features, width, stride);
    }
  });
  const pooled = add('GlobalAveragePool', 'avgpool', [features.value]);
  const flat = add('Flatten', 'flatten', [pooled], { axis: 1 });
  const fc = weights.normal('fc.weight', [classes, features.channels], Math.sqrt(1 / features.channels));
  const fcBias = weights.normal('fc.bias', [classes], 0.01);
  add('Gemm', 'output', [flat, fc, fcBias], { transB: 1 });

  return {
    name: 'resnet50',
    inputs: [{ name: 'input', type: 'float32', dims: [1, 3, 224, 224] }],
    outputs: [{ name: 'output', type: 'float32', dims: [1, classes] }],
    nodes,
    initializers: weights.initializers,
    opset: 17,
  };
}
