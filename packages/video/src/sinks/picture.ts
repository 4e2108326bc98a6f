import { expected } from '@ascend-rx/core/device';
import type { Frame } from '../frames/frame.js';
import type { FrameImage } from '../frames/frame-image.js';
import { planeSizes } from '../frames/picture.js';

/** A picture for a sink: a frame, what {@link annotate} has made, or one of your own. */
export interface SinkPicture extends FrameImage {
  /** Seconds. */
  readonly pts?: number;
}

/** What a sink is given: a picture, or a value that has one as `picture` (as {@link annotate} gives) or `source` (as `inferFrames`). */
export function pictureOf(value: unknown): SinkPicture {
  const { picture, source } = (value ?? {}) as { picture?: unknown; source?: unknown };
  return [value, picture, source].find(isPicture) ?? (value as SinkPicture);
}

/** The counted frame of a value, if there is one: the value itself, or its `source`. */
export function frameOf(value: unknown): Frame | undefined {
  return [value, (value as { source?: unknown } | undefined)?.source].find(
    (each): each is Frame => isPicture(each) && typeof (each as Frame).retain === 'function',
  );
}

/** Without a look at the planes, which a released frame has no more. */
function isPicture(value: unknown): value is SinkPicture {
  const { width, pixelFormat } = (value ?? {}) as Partial<FrameImage>;
  return typeof width === 'number' && typeof pixelFormat === 'string';
}

/** @throws TypeError or RangeError if it is no picture, or its planes are too small */
export function assertPicture(picture: unknown): asserts picture is SinkPicture {
  if (!isPicture(picture))
    throw new TypeError(expected('a picture, or a value that has one,', 'value', picture));
  const { pixelFormat, width, height, planes, strides } = picture;
  const side = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 32768;
  if (!side(width) || !side(height))
    throw new RangeError(expected('sides of 1 to 32768 pixels', 'picture', `${width} × ${height}`));
  if (!['yuv420p', 'nv12', 'rgb24', 'bgr24', 'gray'].includes(pixelFormat))
    throw new TypeError(expected('yuv420p, nv12, rgb24, bgr24 or gray', 'pixelFormat', pixelFormat));
  for (const [i, { row, rows }] of planeSizes(pixelFormat, width, height).entries()) {
    const stride = strides[i];
    const plane = planes[i];
    if (stride === undefined || !Number.isInteger(stride) || stride < row)
      throw new RangeError(expected(`at least ${row} bytes`, `strides[${i}]`, stride));
    if (!(plane instanceof Uint8Array) || plane.length < stride * (rows - 1) + row)
      throw new RangeError(expected(`a Uint8Array of ${rows} rows`, `planes[${i}]`, plane));
  }
}

/** The bytes of a picture, without padding. */
export function byteLengthOf({ pixelFormat, width, height }: FrameImage): number {
  return planeSizes(pixelFormat, width, height).reduce((sum, { row, rows }) => sum + row * rows, 0);
}

/** Copies a picture without padding. */
export function copyPicture(
  { pixelFormat, width, height, planes, strides }: FrameImage,
  to: Uint8Array,
): void {
  let at = 0;
  for (const [i, { row, rows }] of planeSizes(pixelFormat, width, height).entries()) {
    const plane = planes[i] as Uint8Array;
    const stride = strides[i] as number;
    if (stride === row) to.set(plane.subarray(0, row * rows), at);
    else for (let y = 0; y < rows; y += 1) to.set(plane.subarray(y * stride, y * stride + row), at + y * row);
    at += row * rows;
  }
}
