import type { OnnxInitializer, OnnxModel, OnnxNode } from '@ascend-rx/native/onnx';
import { convolutionsOf, type Network, numbersOf } from './network.js';

/** The weights of a convolution, with its batch normalisation folded in. */
export interface Weights {
  /** `channels × inputs × kernel × kernel`. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The detector as an ONNX graph. Input `images`: N × 3 × 640 × 640, RGB, 0 to 1. Output `output0`: N × (4 + classes) × 8400, as
 * the raw head of YOLOv8 gives it: centre, width and height in pixels of the input, then a score from 0 to 1 for each class;
 * cells of stride 8 first, row by row.
 */
export function detectorModel(
  network: Network,
  weightsOf: (name: string) => Weights,
  metadata: Readonly<Record<string, string>>,
): OnnxModel {
  const { imgsz, heads } = network;
  const numbers = numbersOf(network);
  const initializers: OnnxInitializer[] = [];
  const constant = (name: string, data: Float32Array | BigInt64Array, dims: readonly number[]) => {
    const type = data instanceof Float32Array ? 'float32' : 'int64';
    initializers.push({ name, type, dims: [...dims], data });
    return name;
  };
  const nodes: OnnxNode[] = [];
  const node = (op: string, inputs: readonly string[], output: string, attributes = {}) => {
    nodes.push({ op, inputs: [...inputs], outputs: [output], attributes });
    return output;
  };

  const scales = constant('scales', Float32Array.of(1, 1, 2, 2), [4]);
  for (const { name, from, channels, kernel, stride, inputs } of convolutionsOf(network)) {
    const { weight, bias } = weightsOf(name);
    const pad = Math.ceil((kernel - stride) / 2);
    const parameters = [
      constant(`${name}.weight`, weight, [channels, inputs, kernel, kernel]),
      constant(`${name}.bias`, bias, [channels]),
    ];
    const layer = network.layers.find((each) => each.name === name);
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    };
    if (layer === undefined) {
      node('Conv', [from, ...parameters], name, attributes);
      continue;
    }
    let value = node('Conv', [from, ...parameters], `${name}.conv`, attributes);
    if (layer.add !== undefined) value = node('Add', [value, layer.add], `${name}.sum`);
    value = node('Relu', [value], layer.upsample === undefined ? name : `${name}.relu`);
    if (layer.upsample !== undefined) {
      node('Resize', [value, '', scales], name, {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    }
  }

  // From the numbers of each cell to pixels.
  const { corners, strides } = cellsOf(network);
  const cells = strides.length;
  const flat = constant('flat', BigInt64Array.of(0n, BigInt(numbers), -1n), [3]);
  const rows = heads.map(({ name }) => node('Reshape', [name, flat], `${name}.flat`));
  node('Concat', rows, 'cells', { axis: 2 });
  const parts = constant('parts', BigInt64Array.of(2n, 2n, BigInt(numbers - 4)), [3]);
  nodes.push({
    op: 'Split',
    inputs: ['cells', parts],
    outputs: ['offset', 'extent', 'logits'],
    attributes: { axis: 1 },
  });
  const stride = constant('stride', strides, [1, 1, cells]);
  node('Mul', ['offset', stride], 'moved');
  node('Add', ['moved', constant('corner', corners, [1, 2, cells])], 'centre');
  // What no box of training was near to: infinite sizes must not come out.
  const [least, most] = [
    constant('least', Float32Array.of(-4), []),
    constant('most', Float32Array.of(6), []),
  ];
  node('Clip', ['extent', least, most], 'bounded');
  node('Exp', ['bounded'], 'relative');
  node('Mul', ['relative', stride], 'size');
  node('Sigmoid', ['logits'], 'scores');
  node('Concat', ['centre', 'size', 'scores'], 'output0', { axis: 1 });

  return {
    name: 'shapes',
    inputs: [{ name: 'images', type: 'float32', dims: ['batch', 3, imgsz, imgsz] }],
    outputs: [{ name: 'output0', type: 'float32', dims: ['batch', numbers, cells] }],
    nodes,
    initializers,
    metadata,
  };
}

/** The middle of every cell, in pixels: all x, then all y; and its stride. */
function cellsOf({ imgsz, heads }: Network): { corners: Float32Array; strides: Float32Array } {
  const [x, y, strides]: [number[], number[], number[]] = [[], [], []];
  for (const { stride } of heads) {
    const side = imgsz / stride;
    for (let i = 0; i < side * side; i += 1) {
      x.push(((i % side) + 0.5) * stride);
      y.push((Math.floor(i / side) + 0.5) * stride);
      strides.push(stride);
    }
  }
  return { corners: Float32Array.from([...x, ...y]), strides: Float32Array.from(strides) };
}
