import type { Box } from '@ascend-rx/video';
import { overlap } from './average-precision.js';

/** A box in pixels of the detector's input. */
export interface ScoredBox {
  readonly kind: number;
  readonly box: Box;
  readonly score: number;
}

export interface ReadOptions {
  /** Boxes with this score or less are left out. */
  readonly score: number;
  /** Of two boxes of one class that overlap more than this, the one with the lower score is left out. */
  readonly overlap: number;
  /** Boxes that are kept at most: those with the highest scores. Default: 300. */
  readonly most?: number;
}

/**
 * The boxes in one raw output of the detector: rows of `cells` numbers: x and y of the centre, width, height, and a score for each
 * class.
 */
export function readBoxes(output: Float32Array, classes: number, options: ReadOptions): ScoredBox[] {
  const cells = output.length / (4 + classes);
  const at = (row: number, cell: number) => output[row * cells + cell] as number;
  const boxes: ScoredBox[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    let [kind, score] = [0, 0];
    for (let each = 0; each < classes; each += 1) {
      if (at(4 + each, cell) > score) [kind, score] = [each, at(4 + each, cell)];
    }
    if (score <= options.score) continue;
    const [x, y, width, height] = [at(0, cell), at(1, cell), at(2, cell) / 2, at(3, cell) / 2];
    boxes.push({ kind, score, box: [x - width, y - height, x + width, y + height] });
  }
  const kept: ScoredBox[] = [];
  for (const one of boxes.sort((a, b) => b.score - a.score)) {
    if (kept.length === (options.most ?? 300)) break;
    const isNew = kept.every(
      ({ kind, box }) => kind !== one.kind || overlap(box, one.box) <= options.overlap,
    );
    if (isNew) kept.push(one);
  }
  return kept;
}
