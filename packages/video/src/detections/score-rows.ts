// Outputs of the DETR family: one row of scores for each query, and no suppression.
import type { HeadRows } from '@ascend-rx/native/detections';
import type { DecodeSettings } from './decode-options.js';
import { topK } from './top-k.js';

/** Where the numbers of the queries are. */
export interface Queries {
  readonly count: number;
  readonly classes: number;
  readonly scores: ArrayLike<number>;
  /** The scores of query i are at i · stride + first. */
  readonly stride: number;
  readonly first: number;
  /** From a number of `scores` to a score; rising. */
  readonly toScore: (value: number) => number;
  /** Left, top, right, bottom in pixels of the input. */
  readonly boxOf: (query: number) => readonly [number, number, number, number];
}

/**
 * Rows of box, score and class, the best first. The class of a query is the one with its highest score, the first of equal ones; NaN is no
 * score. A query whose box is not finite, or without width or height, is left out.
 */
export function scoreRows(
  queries: Queries,
  { scoreThreshold, maxDetections, isWanted }: DecodeSettings,
): HeadRows {
  const { count, classes, scores, stride, first, toScore, boxOf } = queries;
  const found: { readonly box: readonly number[]; readonly classId: number }[] = [];
  const values: number[] = [];
  for (let query = 0; query < count; query += 1) {
    const begin = query * stride + first;
    let best = Number.NEGATIVE_INFINITY;
    let classId = -1;
    for (let i = 0; i < classes; i += 1) {
      const value = scores[begin + i] ?? Number.NaN;
      if (value > best) [best, classId] = [value, i];
    }
    const score = toScore(best);
    if (classId < 0 || !(score > scoreThreshold) || !Number.isFinite(score) || !isWanted(classId)) continue;
    const box = boxOf(query);
    if (!box.every(Number.isFinite) || !(box[2] > box[0] && box[3] > box[1])) continue;
    found.push({ box, classId });
    values.push(score);
  }
  const top = topK(values, maxDetections);
  const numbers = new Float64Array(6 * top.length);
  for (const [i, { index, value }] of top.entries()) {
    const { box = [], classId = 0 } = found[index] ?? {};
    numbers.set([...box, value, classId], 6 * i);
  }
  return { count: top.length, length: 6, numbers };
}

/** A box of centre, width and height, each from 0 to 1 of the input, in pixels of the input. */
export function normalisedBox(
  numbers: ArrayLike<number>,
  at: number,
  { width, height }: { readonly width: number; readonly height: number },
): [number, number, number, number] {
  const [x, y, w, h] = [0, 1, 2, 3].map((i) => numbers[at + i] ?? 0) as [number, number, number, number];
  return [(x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height];
}
