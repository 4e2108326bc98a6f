import type { FrameImage, PixelFormat } from './frame-image.js';

/** A picture in one buffer, as a worker describes it. */
export interface Picture extends Omit<FrameImage, 'planes'> {
  /** Where each plane begins in the buffer, in bytes. */
  readonly offsets: readonly number[];
  readonly pts: number;
  readonly corrupt: boolean;
  /** Where it is from, if it is one of several pictures. */
  readonly name?: string;
}

/** Rows and bytes per row of each plane, without padding. */
export function planeSizes(
  format: PixelFormat,
  width: number,
  height: number,
): { row: number; rows: number }[] {
  const luma = { row: width, rows: height };
  const chroma = { row: Math.ceil(width / 2), rows: Math.ceil(height / 2) };
  if (format === 'yuv420p') return [luma, chroma, chroma];
  if (format === 'nv12') return [luma, { row: 2 * chroma.row, rows: chroma.rows }];
  return [format === 'gray' ? luma : { row: 3 * width, rows: height }];
}

/** The layout of a picture with these strides (default: without padding), and its size in bytes. */
export function layOut(format: PixelFormat, width: number, height: number, given?: readonly number[]) {
  const sizes = planeSizes(format, width, height);
  const strides = sizes.map(({ row }, plane) => given?.[plane] ?? row);
  const offsets: number[] = [];
  let bytes = 0;
  for (const [plane, { rows }] of sizes.entries()) {
    offsets.push(bytes);
    bytes += (strides[plane] as number) * rows;
  }
  return { strides, offsets, bytes };
}
