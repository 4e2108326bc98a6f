// How close preparing of Y, U, V is to OpenCV's cvtColor and then resize: values in closeness/, of make-closeness.py. Resizing three
// planes and then converting is the other order: colours are rounded and clipped afterwards. Where full colours meet, as in the
// rendered picture, clipping makes a difference of many steps; at 160 × 90 nearly each of its pixels is at such an edge.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type FrameImage, prepareFrame } from '../../lib/frames/index.js';
import { whole } from './support/pictures.js';

const [width, height] = [160, 90];
const sizes = [
  [64, 36],
  [80, 45],
  [176, 100],
] as const;

/** The differences of all samples, ascending. */
async function differences(name: string, size: number): Promise<number[]> {
  const file = readFileSync(new URL(`closeness/${name}.bin`, import.meta.url));
  const luma = width * height;
  const planes = [
    file.subarray(0, luma),
    file.subarray(luma, luma * 1.25),
    file.subarray(luma * 1.25, luma * 1.5),
  ];
  const image: FrameImage = {
    planes,
    strides: [width, width / 2, width / 2],
    width,
    height,
    pixelFormat: 'yuv420p',
    colorSpace: 'bt601',
    range: 'limited',
  };
  const bytes = ([columns, rows]: readonly [number, number]) => columns * rows * 3;
  const begin = sizes.slice(0, size).reduce((sum, each) => sum + bytes(each), luma * 1.5);
  const [columns, rows] = sizes[size] ?? [0, 0];
  const format = { type: 'uint8', layout: 'nhwc', width: columns, height: rows } as const;
  const data = new Uint8Array(columns * rows * 3);
  await prepareFrame(image, format, [{ source: whole(image), content: whole(format), data }]);
  const theirs = file.subarray(begin, begin + data.length);
  expect(theirs).toHaveLength(data.length);
  return [...data].map((sample, i) => Math.abs(sample - (theirs[i] ?? 0))).sort((a, b) => a - b);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a picture of Y, U, V', () => {
  it.each([
    // name, index of the size, mean, p99
    ['photographic', 0, 0.43, 2],
    ['photographic', 1, 0.25, 1],
    ['photographic', 2, 0.42, 2],
    ['rendered', 0, 0.94, 24],
    ['rendered', 1, 0.54, 19],
    ['rendered', 2, 0.83, 20],
  ] as const)(
    '%s in size %i is as close as stated: mean %d, p99 %d of 255',
    async (name, size, most, p99) => {
      const sorted = await differences(name, size);
      expect(mean(sorted)).toBeLessThanOrEqual(most);
      expect(sorted[Math.floor(sorted.length * 0.99)]).toBeLessThanOrEqual(p99);
    },
  );
});
