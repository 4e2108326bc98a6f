// Where a part of a frame goes in a model's input.
import type { Rectangle } from '@ascend-rx/native/frames';
import type { Geometry } from './geometry.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a letterbox lies. */
export interface LetterboxPlacement {
  /** Small frames become larger, too. Default true. */
  readonly enlarge?: boolean;
  /** `center`: as much above as below, and half a pixel goes down and right. `top-left`: everything below and at the right. Default `center`. */
  readonly position?: 'center' | 'top-left';
}

/**
 * The part keeps its shape, in the arithmetic of Ultralytics' YOLO. With round() of Python, which rounds halves to even:
 *
 *   r = min(h / H, w / W);  width = round(W · r), height = round(H · r);  left = round((w − width) / 2 − 0.1), top alike
 *
 * A side has one pixel at least. For NV12, sides are rounded to even numbers, and left and top down to them.
 */
export function letterboxed(
  frame: Size,
  region: Rectangle,
  input: Size,
  isNv12: boolean,
  { enlarge = true, position = 'center' }: LetterboxPlacement,
): Geometry {
  const fitting = Math.min(input.height / region.height, input.width / region.width);
  const scale = enlarge ? fitting : Math.min(fitting, 1);
  const width = side(region.width * scale, isNv12);
  const height = side(region.height * scale, isNv12);
  const before = (rest: number) => {
    const padding = position === 'center' ? Math.max(0, roundHalfToEven(rest / 2 - 0.1)) : 0;
    return isNv12 ? padding - (padding % 2) : padding;
  };
  return {
    frame: sizeOf(frame),
    input: sizeOf(input),
    region,
    scale: { x: scale, y: scale },
    left: before(input.width - width),
    top: before(input.height - height),
    width,
    height,
  };
}

/** The part fills the input, whatever becomes of its shape. */
export function stretched(frame: Size, region: Rectangle, input: Size): Geometry {
  return {
    frame: sizeOf(frame),
    input: sizeOf(input),
    region,
    scale: { x: input.width / region.width, y: input.height / region.height },
    left: 0,
    top: 0,
    width: input.width,
    height: input.height,
  };
}

/** As Python's round(): 360.5 → 360, 361.5 → 362. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function side(exact: number, isEven: boolean): number {
  return isEven ? Math.max(2, 2 * roundHalfToEven(exact / 2)) : Math.max(1, roundHalfToEven(exact));
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
