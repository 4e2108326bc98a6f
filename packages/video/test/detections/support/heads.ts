// Outputs as models give them, of anchors.
import { float32ToFloat16, type Tensor } from '@ascend-rx/core';
import type { DetectorModel, Geometry } from '../../../src/index.js';
import type { Anchor } from './reference.js';

/** A frame that is the input: 640 × 640, nothing is scaled. */
export const same: Geometry = {
  frame: { width: 640, height: 640 },
  input: { width: 640, height: 640 },
  region: { left: 0, top: 0, width: 640, height: 640 },
  scale: { x: 1, y: 1 },
  ...{ left: 0, top: 0, width: 640, height: 640 },
};

/** The letterbox of 1280 × 720 in 640 × 640. */
export const halved: Geometry = {
  ...same,
  frame: { width: 1280, height: 720 },
  region: { left: 0, top: 0, width: 1280, height: 720 },
  scale: { x: 0.5, y: 0.5 },
  ...{ left: 0, top: 140, width: 640, height: 360 },
};

export type Layout = 'raw' | 'v5';

const numbersOf = ({ box, objectness, scores, extras = [] }: Anchor) => [
  ...box,
  ...(objectness === undefined ? [] : [objectness]),
  ...scores,
  ...extras,
];

/** [1, channels, anchors] or [1, anchors, channels]. */
export function headTensor(layout: Layout, anchors: readonly Anchor[], channels: number): Tensor {
  const data = new Float32Array(channels * anchors.length);
  for (const [anchor, each] of anchors.entries()) {
    for (const [channel, number] of numbersOf(each).entries()) {
      data[layout === 'v5' ? anchor * channels + channel : channel * anchors.length + anchor] = number;
    }
  }
  const dims = layout === 'v5' ? [1, anchors.length, channels] : [1, channels, anchors.length];
  return { type: 'float32', data, dims };
}

/** A tensor of float32. */
export function tensor(dims: readonly number[], numbers: readonly number[]): Tensor {
  return { type: 'float32', data: Float32Array.from(numbers), dims };
}

/** The same in float16. */
export function half({ data, dims }: Tensor): Tensor {
  return { type: 'float16', data: float32ToFloat16(data as Float32Array), dims };
}

/** A model with these outputs, of a picture of 640 × 640. */
export function modelOf(outputs: Readonly<Record<string, readonly number[]>>): DetectorModel {
  return {
    inputs: [{ name: 'images', type: 'float32', dims: [1, 3, 640, 640] }],
    outputs: Object.entries(outputs).map(([name, dims]) => ({ name, type: 'float32', dims })),
  };
}

/** A model whose outputs are those of the tensors. */
export function modelFor(tensors: Readonly<Record<string, Tensor>>): DetectorModel {
  return modelOf(Object.fromEntries(Object.entries(tensors).map(([name, { dims }]) => [name, dims])));
}
