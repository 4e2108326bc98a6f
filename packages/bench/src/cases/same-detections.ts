import type { FoundRow } from '../protocol/video.js';

/** How much two contenders may differ. */
export interface Tolerance {
  /** Detections with lower scores are not compared: what is at the threshold may be above it for one contender only. */
  readonly score: number;
  /** The least IoU of two detections, of one class, that count as the same. */
  readonly iou: number;
  /** The least part of the detections of each contender that the other one has as well. */
  readonly share: number;
}

/**
 * Compares what two contenders have found in the same frames, both ways.
 *
 * @throws Error if they have found nothing, or differ by more than `tolerance` permits
 */
export function assertSameDetections(
  ours: readonly (readonly FoundRow[])[],
  theirs: readonly (readonly FoundRow[])[],
  tolerance: Tolerance,
): void {
  if (ours.length !== theirs.length)
    throw new Error(`the contenders have read ${ours.length} and ${theirs.length} frames`);
  for (const [of, other] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    const rows = of.flatMap((found, frame) => found.map((row) => ({ row, frame })));
    const compared = rows.filter(({ row }) => row[4] >= tolerance.score);
    const missing = compared.filter(
      ({ row, frame }) => !(other[frame] ?? []).some((each) => isSame(row, each, tolerance.iou)),
    );
    const share = 1 - missing.length / compared.length;
    if (share >= tolerance.share) continue;
    const [first] = missing;
    throw new Error(
      `the contenders have found different objects: ${missing.length} of ${compared.length} of one are not of the other` +
        (first === undefined ? '' : `, first in frame ${first.frame}: ${first.row.join(', ')}`),
    );
  }
}

function isSame(a: FoundRow, b: FoundRow, least: number): boolean {
  if (a[5] !== b[5]) return false;
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const intersection = width * height;
  return intersection / (areaOf(a) + areaOf(b) - intersection) >= least;
}

function areaOf([left, top, right, bottom]: FoundRow): number {
  return (right - left) * (bottom - top);
}
