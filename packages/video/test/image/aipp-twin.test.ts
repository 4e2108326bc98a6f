// One pipeline feeds a model with AIPP, which takes NV12, and its twin without, which takes floats: what the models see is close, whatever
// the frames are. The models are virtual; AIPP is done as its documentation has it.
import { infer, type Model } from '@ascend-rx/core';
import { assertSettled, createVirtualDevice } from '@ascend-rx/core/testing';
import { expect, it } from '@jest/globals';
import { from, lastValueFrom, toArray } from 'rxjs';
import { type FrameImage, letterbox } from '../../src/index.js';

const side = 64;
// Of the AIPP file of both: BT.601 of full range.
const matrix = { coefficients: [256, 0, 359, 256, -88, -183, 256, 454, 0], bias: [0, 128, 128] };
const [width, height] = [160, 90];

const clipped = (value: number) => Math.min(255, Math.max(0, value));

/** The mean colours of 8 × 8 pixels each: what a first layer may see. Pixels are red, green and blue by turns, 0 to 255. */
function blocksOf(pixel: (x: number, y: number, channel: number) => number): number[] {
  const blocks: number[] = [];
  for (let channel = 0; channel < 3; channel += 1) {
    for (let top = 0; top < side; top += 8) {
      for (let left = 0; left < side; left += 8) {
        let sum = 0;
        for (let i = 0; i < 64; i += 1) sum += pixel(left + (i % 8), top + (i >> 3), channel);
        blocks.push(sum / 64);
      }
    }
  }
  return blocks;
}

function byAipp(nv12: Uint8Array): number[] {
  const { coefficients, bias } = matrix;
  return blocksOf((x, y, channel) => {
    const chroma = side * side + (y >> 1) * side + (x & ~1);
    const yuv = [nv12[y * side + x], nv12[chroma], nv12[chroma + 1]];
    const sum = yuv.reduce<number>(
      (before, value = 0, i) => before + (coefficients[3 * channel + i] ?? 0) * (value - (bias[i] ?? 0)),
      0,
    );
    return clipped(sum >> 8);
  });
}

const blocks = [{ name: 'blocks', type: 'float32', dims: [3, 8, 8] }] as const;

function withAipp(): Model {
  return createVirtualDevice().createModel({
    inputs: [{ name: 'images', type: 'uint8', dims: [1, (side * 3) / 2, side, 1] }],
    outputs: blocks,
    compute: ({ images }) => ({ blocks: byAipp(images.data as Uint8Array) }),
  }) as Model;
}

function twin(): Model {
  return createVirtualDevice().createModel({
    inputs: [{ name: 'images', type: 'float32', dims: [1, 3, side, side] }],
    outputs: blocks,
    compute: ({ images }) => ({
      blocks: blocksOf((x, y, channel) => 255 * Number(images.data[(channel * side + y) * side + x])),
    }),
  }) as Model;
}

/** Bands of colour that change slowly, as R, G, B. */
const colourAt = (x: number, y: number) => [
  clipped(40 + x),
  clipped(220 - 2 * y),
  clipped(128 + 90 * Math.sin((x + 2 * y) / 30)),
];

function rgb24(order: 'rgb24' | 'bgr24'): FrameImage {
  const plane = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i += 1) {
    const colour = colourAt(i % width, Math.floor(i / width));
    plane.set(order === 'rgb24' ? colour : [...colour].reverse(), 3 * i);
  }
  return {
    planes: [plane],
    strides: [3 * width],
    width,
    height,
    pixelFormat: order,
    colorSpace: 'bt601',
    range: 'full',
  };
}

/** The same picture as Y, U, V, by the formulas of the standards. */
function yuv(
  pixelFormat: 'yuv420p' | 'nv12',
  colorSpace: 'bt601' | 'bt709',
  range: 'limited' | 'full',
): FrameImage {
  const [kr, kb] = colorSpace === 'bt601' ? [0.299, 0.114] : [0.2126, 0.0722];
  const [black, luma, chroma] = range === 'limited' ? [16, 219 / 255, 224 / 255] : [0, 1, 1];
  const half = width / 2;
  const y = new Uint8Array(width * height);
  const [u, v] = [new Uint8Array(half * (height / 2)), new Uint8Array(half * (height / 2))];
  for (let i = 0; i < width * height; i += 1) {
    const [column, row] = [i % width, Math.floor(i / width)];
    const [r = 0, g = 0, b = 0] = colourAt(column, row);
    const bright = kr * r + (1 - kr - kb) * g + kb * b;
    y[i] = Math.round(black + luma * bright);
    // Of the mean of four pixels.
    if (column % 2 !== 0 || row % 2 !== 0) continue;
    const four = [0, 1, 2, 3].map((n) => colourAt(column + (n % 2), row + (n >> 1)));
    const [mr = 0, mg = 0, mb = 0] = [0, 1, 2].map((c) =>
      four.reduce((sum, each) => sum + (each[c] ?? 0) / 4, 0),
    );
    const mean = kr * mr + (1 - kr - kb) * mg + kb * mb;
    const place = (row / 2) * half + column / 2;
    u[place] = Math.round(128 + (chroma * (mb - mean)) / (2 * (1 - kb)));
    v[place] = Math.round(128 + (chroma * (mr - mean)) / (2 * (1 - kr)));
  }
  const both = Uint8Array.from({ length: 2 * u.length }, (_, i) => (i % 2 === 0 ? u : v)[i >> 1] as number);
  const isPlanar = pixelFormat === 'yuv420p';
  return {
    planes: isPlanar ? [y, u, v] : [y, both],
    strides: isPlanar ? [width, half, half] : [width, width],
    width,
    height,
    pixelFormat,
    colorSpace,
    range,
  };
}

const frames: readonly (readonly [string, FrameImage])[] = [
  ...(['yuv420p', 'nv12'] as const).flatMap((format) =>
    (['bt601', 'bt709'] as const).flatMap((space) =>
      (['limited', 'full'] as const).map(
        (range) => [`${format} ${space} ${range}`, yuv(format, space, range)] as const,
      ),
    ),
  ),
  ['rgb24', rgb24('rgb24')],
  ['bgr24', rgb24('bgr24')],
];

/** What is the same for both models. */
async function run(model: Model): Promise<readonly ArrayLike<number>[]> {
  const results = from(frames).pipe(
    infer(model, {
      prepare: letterbox<(typeof frames)[number]>(model, { matrix, frame: ([, image]) => image }),
    }),
    toArray(),
  );
  const seen = (await lastValueFrom(results)).map(({ outputs }) => outputs.blocks?.data as Float32Array);
  assertSettled(model);
  return seen;
}

it('feeds a model with AIPP and its twin with nearly the same, of whatever frames', async () => {
  const [nv12, floats] = await Promise.all([run(withAipp()), run(twin())]);
  const [first = []] = floats;
  for (const [n, [name]] of frames.entries()) {
    // In steps of 255: at most 0.9 was measured between the two, and 0.3 on average.
    const { mean, most } = difference(nv12[n] ?? [], floats[n] ?? []);
    expect({ name, isClose: mean < 0.4 && most < 1.2 }).toEqual({ name, isClose: true });
    // Every frame is the same picture.
    expect({ name, isSame: difference(floats[n] ?? [], first).most < 1.2 }).toEqual({ name, isSame: true });
  }
});

function difference(some: ArrayLike<number>, others: ArrayLike<number>) {
  expect(some.length).toBe(192);
  const each = Array.from(some, (value, i) => Math.abs(value - (others[i] ?? Number.NaN)));
  return { mean: each.reduce((a, b) => a + b, 0) / each.length, most: Math.max(...each) };
}
