// What decoders give, in the simplest way: one anchor after the other, every pair of boxes, double precision. The formulas are those of the
// documentation; nothing is taken from the sources.
import type { Box, Geometry } from '../../../src/index.js';

/** What a model gives for an anchor. */
export interface Anchor {
  /** Centre x, centre y, width, height. */
  readonly box: readonly number[];
  /** Of v5. */
  readonly objectness?: number;
  readonly scores: readonly number[];
  readonly extras?: readonly number[];
}

export interface Wanted {
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
  readonly maxCandidates: number;
  readonly maxDetections: number;
  readonly classes?: readonly number[];
  readonly isRotated?: boolean;
}

export interface Expected {
  readonly anchor: number;
  readonly box: Box;
  readonly score: number;
  readonly classId: number;
}

/** The objects of a head, in pixels of the input. */
export function referenceDecode(anchors: readonly Anchor[], wanted: Wanted): Expected[] {
  const candidates: (Expected & { shape: readonly number[] })[] = [];
  for (const [anchor, { box, objectness, scores, extras = [] }] of anchors.entries()) {
    let classId = -1;
    for (const [i, score] of scores.entries()) {
      if (!Number.isNaN(score) && (classId < 0 || score > (scores[classId] as number))) classId = i;
    }
    if (classId < 0) continue;
    const best = scores[classId] as number;
    const score = objectness === undefined ? best : Math.fround(objectness * best);
    if (objectness !== undefined && !(objectness > wanted.scoreThreshold)) continue;
    if (!(score > wanted.scoreThreshold) || !Number.isFinite(score)) continue;
    if (wanted.classes && !wanted.classes.includes(classId)) continue;
    const shape = [...box, ...(wanted.isRotated ? [extras[0] as number] : [])];
    const [x, y, w, h] = box as [number, number, number, number];
    if (!shape.every(Number.isFinite) || w <= 0 || h <= 0) continue;
    candidates.push({ anchor, shape, score, classId, box: [x - w / 2, y - h / 2, x + w / 2, y + h / 2] });
  }
  candidates.sort((a, b) => b.score - a.score || a.anchor - b.anchor);
  const kept: typeof candidates = [];
  for (const candidate of candidates.slice(0, wanted.maxCandidates)) {
    const isNear = (better: (typeof candidates)[number]) =>
      better.classId === candidate.classId &&
      (wanted.isRotated
        ? referenceProbIou(better.shape, candidate.shape) >= wanted.iouThreshold
        : referenceIou(better.box, candidate.box) > wanted.iouThreshold);
    if (kept.length < wanted.maxDetections && !kept.some(isNear)) kept.push(candidate);
  }
  return kept.map(({ shape: _, ...rest }) => rest);
}

export function referenceIou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
  return (width * height) / (area(a) + area(b) - width * height);
}

/** As the paper has it: covariances, and the determinant as AB − C². */
export function referenceProbIou(one: readonly number[], other: readonly number[]): number {
  const covariance = ([, , w = 0, h = 0, angle = 0]: readonly number[]) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [p, q] = [(w * w) / 12, (h * h) / 12];
    return { a: p * cos * cos + q * sin * sin, b: p * sin * sin + q * cos * cos, c: (p - q) * cos * sin };
  };
  const [s, t] = [covariance(one), covariance(other)];
  const [a, b, c] = [s.a + t.a, s.b + t.b, s.c + t.c];
  const [dx, dy] = [(one[0] ?? 0) - (other[0] ?? 0), (one[1] ?? 0) - (other[1] ?? 0)];
  const determinant = a * b - c * c;
  const apart = (a * dy * dy + b * dx * dx - 2 * c * dx * dy) / determinant / 4;
  const own = Math.sqrt((s.a * s.b - s.c * s.c) * (t.a * t.b - t.c * t.c));
  const unlike = Math.log(determinant / (4 * own)) / 2;
  return 1 - Math.sqrt(Math.max(0, 1 - Math.exp(-Math.max(0, apart + unlike))));
}

/** A box of the input in the frame: the padding is subtracted, the rest divided by the scale and clipped. */
export function referenceToFrame({ frame, scale, left, top }: Geometry, [x1, y1, x2, y2]: Box): Box {
  const x = (value: number) => Math.min(Math.max((value - left) / scale.x, 0), frame.width);
  const y = (value: number) => Math.min(Math.max((value - top) / scale.y, 0), frame.height);
  return [x(x1), y(y1), x(x2), y(y2)];
}
