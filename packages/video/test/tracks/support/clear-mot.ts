import type { Box } from '../../../src/image/geometry.js';
import { overlapOf } from '../../../src/image/overlap.js';
import { assign } from '../../../src/tracks/assign.js';

export interface Identified {
  readonly id: number;
  readonly box: Box;
}

/** What was wrong over a scene, and the measure made of it. */
export interface ClearMot {
  readonly truths: number;
  readonly misses: number;
  readonly falseOnes: number;
  readonly switches: number;
  /** 1 − (misses + false ones + switches) / truths. */
  readonly mota: number;
}

/**
 * CLEAR MOT (K. Bernardin and R. Stiefelhagen, "Evaluating Multiple Object Tracking Performance", 2008): a pair of the frame before
 * stays one while it overlaps by half; the others are paired so that most overlap by half; an object that is paired with another
 * track than the last time is a switch.
 */
export function clearMot(
  frames: readonly { readonly truth: readonly Identified[]; readonly tracks: readonly Identified[] }[],
): ClearMot {
  let [truths, misses, falseOnes, switches] = [0, 0, 0, 0];
  const last = new Map<number, number>();
  let current = new Map<number, number>();
  for (const { truth, tracks } of frames) {
    const next = new Map<number, number>();
    for (const [object, track] of current) {
      const [a, b] = [truth.find(({ id }) => id === object), tracks.find(({ id }) => id === track)];
      if (a !== undefined && b !== undefined && overlapOf(a.box, b.box) >= 0.5) next.set(object, track);
    }
    const objects = truth.filter(({ id }) => !next.has(id));
    const taken = new Set(next.values());
    const others = tracks.filter(({ id }) => !taken.has(id));
    const costs = objects.map((a) =>
      others.map((b) => {
        const overlap = overlapOf(a.box, b.box);
        return overlap >= 0.5 ? 1 - overlap : Infinity;
      }),
    );
    for (const [row, column] of assign(costs)) {
      const [object, track] = [objects[row]?.id as number, others[column]?.id as number];
      if (last.has(object) && last.get(object) !== track) switches += 1;
      next.set(object, track);
    }
    for (const [object, track] of next) last.set(object, track);
    truths += truth.length;
    misses += truth.length - next.size;
    falseOnes += tracks.length - next.size;
    current = next;
  }
  return { truths, misses, falseOnes, switches, mota: 1 - (misses + falseOnes + switches) / truths };
}
