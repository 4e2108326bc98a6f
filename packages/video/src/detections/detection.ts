import type { Box, Point } from '../image/geometry.js';

/** An object that a detector has found, in pixels of the frame. */
export interface Detection {
  /** Left, top, right, bottom, clipped to the frame. Of an oriented box: what is around its corners. It has an area. */
  readonly box: Box;
  /** Above the threshold. */
  readonly score: number;
  readonly classId: number;
  /** By the option `names`. */
  readonly name?: string;
  /** Of a segmentation model. */
  readonly mask?: DetectionMask;
  /** Of a pose model. */
  readonly keypoints?: readonly Keypoint[];
  /** Of a model with oriented boxes. */
  readonly oriented?: OrientedBox;
}

/**
 * Where the pixels of an object are, in the resolution of the model's prototypes: usually a quarter of its input. Interpolated to the
 * resolution of the frame, its edge at 128 is smooth.
 */
export interface DetectionMask {
  /** `height` rows of `width` cells: the probability, 0 to 255. 128 and more: the cell belongs to the object. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /**
   * What the cells cover together, in pixels of the frame: the box of the object, rounded outwards to whole cells. It may reach beyond the
   * frame by less than a cell.
   */
  readonly box: Box;
}

/** A point of a pose. */
export interface Keypoint {
  /** Clipped to the frame. */
  readonly x: number;
  readonly y: number;
  /** How sure it is that the point can be seen, 0 to 1. Absent: the model does not say. */
  readonly score?: number;
}

/** A box that is turned. */
export interface OrientedBox {
  /** Direction of the box's width in the frame, in radians: clockwise from the axis to the right, as y goes down. */
  readonly angle: number;
  /** The corners in turn, in pixels of the frame, not clipped. The first two are the ends of the side at (−height / 2), along the width. */
  readonly corners: readonly [Point, Point, Point, Point];
}
