// What a competent program in JavaScript does with the output of a raw YOLO head.

interface Found {
  readonly box: readonly [number, number, number, number];
  readonly score: number;
  readonly classId: number;
}

/**
 * One row of scores after the other, since a row is contiguous; then boxes of what is above 0.25, sorted, and suppression within a
 * class at an IoU of 0.7; corners in pixels of the input.
 */
export class PlainDetections {
  readonly #best: Float32Array;
  readonly #classes: Uint8Array;

  constructor(
    private readonly classCount: number,
    private readonly anchors: number,
  ) {
    this.#best = new Float32Array(anchors);
    this.#classes = new Uint8Array(anchors);
  }

  read(data: Float32Array): Found[] {
    const { anchors } = this;
    this.#findBest(data);
    const candidates: Found[] = [];
    for (let i = 0; i < anchors; i += 1) {
      const score = this.#best[i] ?? 0;
      if (!(score > 0.25)) continue;
      const [x = 0, y = 0] = [data[i], data[anchors + i]];
      const [w = 0, h = 0] = [data[2 * anchors + i], data[3 * anchors + i]];
      const box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2] as const;
      candidates.push({ box, score, classId: this.#classes[i] ?? 0 });
    }
    candidates.sort((a, b) => b.score - a.score);
    const kept: Found[] = [];
    for (const candidate of candidates) {
      if (kept.length === 300) break;
      const isNear = (better: Found) =>
        better.classId === candidate.classId && iouOf(better.box, candidate.box) > 0.7;
      if (!kept.some(isNear)) kept.push(candidate);
    }
    return kept;
  }

  #findBest(data: Float32Array): void {
    const { anchors, classCount } = this;
    const best = this.#best;
    const classes = this.#classes;
    best.fill(0);
    for (let c = 0; c < classCount; c += 1) {
      const row = (4 + c) * anchors;
      for (let i = 0; i < anchors; i += 1) {
        const score = data[row + i] as number;
        if (score > (best[i] as number)) {
          best[i] = score;
          classes[i] = c;
        }
      }
    }
  }
}

function iouOf(a: Found['box'], b: Found['box']): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const intersection = width * height;
  return intersection / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection);
}
