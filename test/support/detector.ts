// Detectors as ONNX files: their outputs are numbers of the test, and one number depends on how bright the picture is.
import { encodeModel } from '@ascend-rx/native/onnx';

export interface Detector {
  /** Of `output0`, without its dims: [1, channels, anchors]. */
  readonly dims: readonly [channels: number, anchors: number];
  /** By index in the output. */
  readonly numbers: Readonly<Record<number, number>>;
  /** The index of a number to which 50 times the mean of the input, 0 to 1, is added. */
  readonly bright?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Height and width of the input. Default 64 × 64. */
  readonly size?: readonly [height: number, width: number];
}

export function detector({ dims, numbers, bright, metadata, size = [64, 64] }: Detector): Uint8Array {
  const all = [1, ...dims];
  const base = new Float32Array(dims[0] * dims[1]);
  for (const [index, number] of Object.entries(numbers)) base[Number(index)] = number;
  const gain = new Float32Array(base.length);
  if (bright !== undefined) gain[bright] = 50;
  return encodeModel({
    name: 'detector',
    inputs: [{ name: 'images', type: 'float32', dims: [1, 3, ...size] }],
    outputs: [{ name: 'output0', type: 'float32', dims: all }],
    initializers: [
      { name: 'base', type: 'float32', dims: all, data: base },
      { name: 'gain', type: 'float32', dims: all, data: gain },
    ],
    nodes: [
      { op: 'ReduceMean', inputs: ['images'], outputs: ['mean'], attributes: { keepdims: 0 } },
      { op: 'Mul', inputs: ['gain', 'mean'], outputs: ['more'] },
      { op: 'Add', inputs: ['base', 'more'], outputs: ['output0'] },
    ],
    ...(metadata && { metadata }),
  });
}
