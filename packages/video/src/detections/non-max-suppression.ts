import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { overlapOf } from '../image/overlap.js';
import { assertNumber } from '../util/assertions.js';
import { type Gaussian, gaussianOf, probabilisticIou } from './rotated-overlap.js';
import { topK } from './top-k.js';

/** Options of {@link nonMaxSuppression}. */
export interface SuppressionOptions {
  /** The class of each box: only boxes of one class are compared. Default: all are of one. */
  readonly classIds?: ArrayLike<number>;
  /** Of two boxes whose IoU is above it, the better one stays. Of rotated ones, not below it. 0 to 1; default 0.7. */
  readonly iouThreshold?: number;
  /** Boxes have a score strictly above it. Default: any but NaN. */
  readonly scoreThreshold?: number;
  /** At most so many are kept. Default: all. */
  readonly maxDetections?: number;
  /** Boxes have five numbers: centre x, centre y, width, height, angle in radians. Default false. */
  readonly rotated?: boolean;
}

/**
 * Greedy non-maximum suppression: the indexes of the boxes that stay, the best first, those with equal scores in their order. For
 * few boxes; `decodeYolo` and `decodeHead` of `@ascend-rx/native/detections` do it in native threads, by the same formulas.
 *
 * Left out: boxes whose score is NaN, with a number that is not finite, or without width or height.
 *
 * @param boxes four numbers of each box: left, top, right, bottom; five of rotated ones
 * @param scores one for each box
 * @throws TypeError, RangeError for lengths that do not go together, and wrong options
 */
export function nonMaxSuppression(
  boxes: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: SuppressionOptions = {},
): number[] {
  assertKnownOptions('nonMaxSuppression', options, [
    ...['classIds', 'iouThreshold', 'scoreThreshold', 'maxDetections', 'rotated'],
  ]);
  const { classIds, iouThreshold = 0.7, scoreThreshold, maxDetections, rotated = false } = options;
  assertNumber('iouThreshold', iouThreshold, 0, 1, false);
  assertNumber('maxDetections', maxDetections, 0, Number.MAX_SAFE_INTEGER);
  if (scoreThreshold !== undefined && (typeof scoreThreshold !== 'number' || Number.isNaN(scoreThreshold))) {
    throw new TypeError(expected('a number', 'scoreThreshold', scoreThreshold));
  }
  if (typeof rotated !== 'boolean') throw new TypeError(expected('a boolean', 'rotated', rotated));
  const length = rotated ? 5 : 4;
  const count = scores?.length;
  if (typeof count !== 'number') throw new TypeError(expected('numbers', 'scores', scores));
  if (boxes?.length !== length * count) {
    throw new RangeError(expected(`${length} numbers for each of ${count} scores`, 'boxes', boxes));
  }
  if (classIds !== undefined && classIds?.length !== count) {
    throw new RangeError(expected(`a class for each of ${count} scores`, 'classIds', classIds));
  }
  const overlaps = rotated
    ? overlapOfRotated(boxes, iouThreshold)
    : (one: number, other: number) => overlapOf(boxes, boxes, 4 * one, 4 * other) > iouThreshold;
  const kept: number[] = [];
  for (const { index, value } of topK(scores, count)) {
    if (kept.length === maxDetections) break;
    if (scoreThreshold !== undefined && !(value > scoreThreshold)) break;
    if (!isBox(boxes, index * length, rotated)) continue;
    const isSuppressed = kept.some(
      (better) => (classIds === undefined || classIds[better] === classIds[index]) && overlaps(better, index),
    );
    if (!isSuppressed) kept.push(index);
  }
  return kept;
}

function overlapOfRotated(
  boxes: ArrayLike<number>,
  threshold: number,
): (one: number, other: number) => boolean {
  const shapes = new Map<number, Gaussian>();
  const shapeOf = (index: number): Gaussian => {
    const shape = shapes.get(index) ?? gaussianOf(boxes, 5 * index);
    shapes.set(index, shape);
    return shape;
  };
  return (one, other) => probabilisticIou(shapeOf(one), shapeOf(other)) >= threshold;
}

function isBox(boxes: ArrayLike<number>, at: number, rotated: boolean): boolean {
  const [a = 0, b = 0, c = 0, d = 0, angle = 0] = Array.from(
    { length: rotated ? 5 : 4 },
    (_, i) => boxes[at + i] ?? 0,
  );
  const [width, height] = rotated ? [c, d] : [c - a, d - b];
  return [a, b, c, d, angle].every(Number.isFinite) && width > 0 && height > 0;
}
