// A YOLO head that costs nothing worth mentioning: a constant, moved by a few pixels of the picture.
import type { OnnxModel } from '@ascend-rx/native/onnx';

/** Of the names in the metadata, in the order of their numbers. */
const classes = 80;
const anchors = 8400;
/** Objects, and how many anchors have a score above the threshold at each of them. */
const [objects, nearby] = [20, 12];
/** A box moves by so many pixels between a black patch and a white one. */
const reach = 32;

/**
 * The graph: the mean of a patch of 16 × 16 pixels, for each channel, is added to centre x, centre y and width of a constant head of 84 × 8400.
 * The patch makes the output depend on the picture, so nothing can be computed once and for all, and boxes tell whether a picture was
 * prepared rightly: its colours, their order, their range. What it costs: the patch, and one pass through the output (2.8 MB).
 *
 * @param images the input: 1 × 3 × 640 × 640, red, green, blue, 0 to 1
 */
export function noopHead(images: {
  readonly name: string;
  readonly type: 'float32';
  readonly dims: readonly number[];
}): OnnxModel {
  const indices = (name: string, ...values: number[]) =>
    ({ name, type: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) }) as const;
  return {
    name: 'noop-head',
    inputs: [images],
    outputs: [{ name: 'output0', type: 'float32', dims: [1, 4 + classes, anchors] }],
    nodes: [
      { op: 'Slice', inputs: [images.name, 'from', 'to', 'axes'], outputs: ['patch'] },
      { op: 'ReduceMean', inputs: ['patch'], outputs: ['mean'], attributes: { axes: [2, 3], keepdims: 1 } },
      { op: 'Reshape', inputs: ['mean', 'column'], outputs: ['colour'] },
      { op: 'Mul', inputs: ['colour', 'reach'], outputs: ['shift'] },
      { op: 'Pad', inputs: ['shift', 'pads'], outputs: ['shifts'] },
      { op: 'Add', inputs: ['head', 'shifts'], outputs: ['output0'] },
    ],
    initializers: [
      indices('from', 312, 312),
      indices('to', 328, 328),
      indices('axes', 2, 3),
      indices('column', 1, 3, 1),
      indices('pads', 0, 0, 0, 0, classes + 1, 0),
      { name: 'reach', type: 'float32', dims: [1], data: Float32Array.of(reach) },
      { name: 'head', type: 'float32', dims: [1, 4 + classes, anchors], data: head() },
    ],
    metadata: {
      task: 'detect',
      imgsz: '[640, 640]',
      stride: '32',
      channels: '3',
      names: `{${Array.from({ length: classes }, (_, i) => `${i}: 'class ${i}'`).join(', ')}}`,
    },
  };
}

/** Boxes in the middle of the input, where there is no padding. */
function head(): Float32Array {
  const data = new Float32Array((4 + classes) * anchors);
  for (let object = 0; object < objects; object += 1) {
    for (let near = 0; near < nearby; near += 1) {
      const anchor = 400 * object + 3 * near;
      const box = [25 * object + 40 + near / 4, 200 + 10 * object, 40, 60];
      for (const [channel, number] of box.entries()) data[channel * anchors + anchor] = number;
      data[(4 + ((7 * object) % classes)) * anchors + anchor] = 0.3 + near / 20;
    }
  }
  return data;
}
