import type { ElementArray } from './elements.js';

/**
 * What a detector gives for each of its anchors: centre x, centre y, width and height of a box, scores of classes, and extras, which
 * are an angle, coefficients of a mask, or keypoints.
 */
export interface HeadTensor {
  readonly data: ElementArray;
  /**
   * `channels`: 4 + `classes` + `extras` rows of `anchors` numbers. `rows`: `anchors` rows of 5 + `classes` + `extras`, where the fifth
   * number is the objectness, and a score is objectness × score, in float32.
   */
  readonly layout: 'channels' | 'rows';
  readonly anchors: number;
  /** ≥ 1 */
  readonly classes: number;
  readonly extras: number;
  /** The first extra is the angle of the box, in radians. Default false. */
  readonly isRotated?: boolean;
}

/** Which boxes are wanted. */
export interface HeadSelection {
  /** Scores are strictly above it. The objectness of `rows` is, too. */
  readonly scoreThreshold: number;
  /** Of two boxes of one class whose IoU is above it, the better one stays. Of rotated ones, whose probabilistic IoU is not below it. */
  readonly iouThreshold: number;
  /** The best so many take part in the suppression. */
  readonly maxCandidates: number;
  /** The best so many of what is left. */
  readonly maxDetections: number;
  /** By class: not 0 if it is wanted. The best class of an anchor counts, wanted or not. Default: all are. */
  readonly wanted?: Uint8Array | undefined;
}

/** What has been read. */
export interface HeadRows {
  /** How many objects. */
  readonly count: number;
  /** Numbers of a row: 6 + extras. */
  readonly length: number;
  /**
   * A row for each object: four numbers of its box, its score, its class, its extras. A box is x1, y1, x2, y2, or, if it is rotated,
   * centre x, centre y, width and height. The best comes first; those with equal scores are in the order of their anchors.
   */
  readonly numbers: Float64Array;
}
