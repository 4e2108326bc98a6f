import type { Box } from '@ascend-rx/video';

/** A box that a detector has found. */
export interface Found {
  /** Which picture. */
  readonly frame: number;
  /** Which class. */
  readonly kind: number;
  readonly box: Box;
  readonly score: number;
}

/** A box that is there. */
export interface True {
  readonly frame: number;
  readonly kind: number;
  readonly box: Box;
  /** Whether it has to be found. If not, finding it is neither right nor wrong. */
  readonly counts: boolean;
}

/** Boxes are the same if their intersection over union is at least this. */
const sameAt = 0.5;

/**
 * Average precision at 0.5 of one class; `found` and `there` are of that class. Detections are judged from the highest score to the
 * lowest. Each takes the box that it overlaps most, of those of its picture that count and are not taken: with an intersection over
 * union of 0.5 or more it is right. Otherwise, if it overlaps one that does not count as much, it is left out. Otherwise it is wrong.
 *
 * With P(k) = right / judged and R(k) = right / all that count, after k judged detections: the sum over k of (R(k) − R(k − 1)) ·
 * max{P(j), j ≥ k}.
 *
 * @returns 0 to 1; NaN if no box counts
 */
export function averagePrecision(found: readonly Found[], there: readonly True[]): number {
  const all = there.filter(({ counts }) => counts).length;
  if (all === 0) return Number.NaN;
  const inFrame = grouped(there);
  const taken = new Set<True>();
  const isRight: boolean[] = [];
  for (const { frame, box } of [...found].sort((a, b) => b.score - a.score)) {
    const [free, others]: [True[], True[]] = [[], []];
    for (const one of inFrame.get(frame) ?? []) {
      if (!one.counts) others.push(one);
      else if (!taken.has(one)) free.push(one);
    }
    const nearest = best(free, box);
    if (nearest !== undefined) taken.add(nearest);
    if (nearest !== undefined || best(others, box) === undefined) isRight.push(nearest !== undefined);
  }
  let right = 0;
  const precisions = isRight.map((is, k) => {
    if (is) right += 1;
    return right / (k + 1);
  });
  let [sum, most] = [0, 0];
  for (let k = isRight.length - 1; k >= 0; k -= 1) {
    most = Math.max(most, precisions[k] as number);
    if (isRight[k]) sum += most / all;
  }
  return sum;
}

/** Intersection over union, 0 to 1. */
export function overlap([ax1, ay1, ax2, ay2]: Box, [bx1, by1, bx2, by2]: Box): number {
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - both);
}

/** The one that overlaps a box most, if it is the same. */
function best(those: readonly True[], box: Box): True | undefined {
  let nearest: True | undefined;
  let most = sameAt;
  for (const one of those) {
    const share = overlap(one.box, box);
    if (share >= most) {
      nearest = one;
      most = share;
    }
  }
  return nearest;
}

function grouped(there: readonly True[]): Map<number, True[]> {
  const groups = new Map<number, True[]>();
  for (const one of there) groups.set(one.frame, [...(groups.get(one.frame) ?? []), one]);
  return groups;
}
