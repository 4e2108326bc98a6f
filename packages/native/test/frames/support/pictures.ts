// Pictures for the tests of preparing.
import type { ColorRange, ColorSpace, FrameImage, PixelFormat } from '../../../lib/frames/index.js';

const channels = { gray: 1, rgb24: 3, bgr24: 3 } as const;

/** One plane, without gaps between rows. */
export function packed(
  pixelFormat: keyof typeof channels,
  width: number,
  samples: ArrayLike<number>,
): FrameImage {
  const stride = width * channels[pixelFormat];
  return {
    planes: [Uint8Array.from(samples)],
    strides: [stride],
    width,
    height: samples.length / stride,
    pixelFormat,
    colorSpace: 'bt601',
    range: 'full',
  };
}

/** A picture of one colour. */
export function yuv(
  pixelFormat: Extract<PixelFormat, 'yuv420p' | 'nv12'>,
  [y, u, v]: readonly [number, number, number],
  colorSpace: ColorSpace,
  range: ColorRange,
  [width, height]: readonly [number, number] = [4, 4],
): FrameImage {
  const columns = Math.ceil(width / 2);
  const samples = columns * Math.ceil(height / 2);
  const luma = new Uint8Array(width * height).fill(y);
  const both = Uint8Array.from({ length: 2 * samples }, (_, i) => (i % 2 === 0 ? u : v));
  const apart = [new Uint8Array(samples).fill(u), new Uint8Array(samples).fill(v)];
  return {
    planes: pixelFormat === 'nv12' ? [luma, both] : [luma, ...apart],
    strides: pixelFormat === 'nv12' ? [width, 2 * columns] : [width, columns, columns],
    width,
    height,
    pixelFormat,
    colorSpace,
    range,
  };
}

/** The whole of a picture or target. */
export const whole = ({ width, height }: { readonly width: number; readonly height: number }) => ({
  left: 0,
  top: 0,
  width,
  height,
});
