import type { Rectangle } from '@ascend-rx/native/frames';

/** How a part of a frame lies in a model's input, to map what the model finds back to the frame. */
export interface Geometry {
  /** Size of the frame, in pixels. */
  readonly frame: { readonly width: number; readonly height: number };
  /** Size of the model's input, in pixels. */
  readonly input: { readonly width: number; readonly height: number };
  /** The part of the frame: all of it, or a crop. */
  readonly region: Rectangle;
  /** Pixels of the input for one pixel of the frame, not rounded: of both axes for a letterbox. */
  readonly scale: { readonly x: number; readonly y: number };
  /** Columns of the input at the left of the picture. */
  readonly left: number;
  /** Rows of the input above the picture. */
  readonly top: number;
  /** Columns of the input that the picture covers. */
  readonly width: number;
  /** Rows of the input that the picture covers. */
  readonly height: number;
}

/** Left, top, right, bottom, in pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** In pixels. */
export type Point = readonly [x: number, y: number];

/**
 * A box of the input as a box of the frame, in pixels of the frame: the padding is subtracted, the rest is divided by the scale, which
 * is not rounded, and clipped to the part of the frame that the model has seen.
 */
export function boxToFrame(geometry: Geometry, [x1, y1, x2, y2]: Box): Box {
  const [left, top] = pointToFrame(geometry, [x1, y1]);
  const [right, bottom] = pointToFrame(geometry, [x2, y2]);
  return [left, top, right, bottom];
}

/** The same of a point. */
export function pointToFrame(
  { region, scale, left, top }: Geometry,
  [x, y]: readonly [x: number, y: number],
): readonly [x: number, y: number] {
  return [
    region.left + clip((x - left) / scale.x, region.width),
    region.top + clip((y - top) / scale.y, region.height),
  ];
}

function clip(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
