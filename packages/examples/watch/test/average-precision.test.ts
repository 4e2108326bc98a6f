// Every number here was computed by hand.
import { describe, expect, it } from '@jest/globals';
import { averagePrecision, overlap } from '../src/training/average-precision.js';

const box = (left: number) => [left, 0, left + 10, 10] as const;
const found = (frame: number, left: number, score: number) => ({ frame, kind: 0, box: box(left), score });
const there = (frame: number, left: number, counts = true) => ({ frame, kind: 0, box: box(left), counts });

describe('overlap', () => {
  it('should be the intersection over the union', () => {
    expect(overlap(box(0), box(0))).toBe(1);
    expect(overlap(box(0), box(5))).toBeCloseTo(50 / 150, 12);
    expect(overlap([0, 0, 4, 2], [2, 1, 6, 3])).toBeCloseTo(2 / 14, 12);
    expect(overlap(box(0), box(10))).toBe(0);
    // Apart in both directions: two negative lengths are no area.
    expect(overlap([0, 0, 1, 1], [5, 5, 6, 6])).toBe(0);
  });
});

describe('averagePrecision', () => {
  it('should be the area under the precisions, each raised to the best one at its right', () => {
    // By score: right, wrong, right, right, wrong; five are there.
    // P: 1, 1/2, 2/3, 3/4, 3/5. R: 1/5, 1/5, 2/5, 3/5, 3/5.
    // (1/5) · 1 + (1/5) · 3/4 + (1/5) · 3/4
    const shapes = [0, 1, 2, 3, 4].map((frame) => there(frame, 0));
    const boxes = [
      found(0, 0, 0.9),
      found(0, 50, 0.8),
      found(1, 0, 0.7),
      found(2, 0, 0.6),
      found(3, 70, 0.5),
    ];
    expect(averagePrecision(boxes, shapes)).toBeCloseTo(0.5, 12);
    // The order of the list is no matter.
    expect(averagePrecision([...boxes].reverse(), shapes)).toBeCloseTo(0.5, 12);
  });

  it('should be 1 if all are found first, 0 if none is found, and no number if none is there', () => {
    const shapes = [there(0, 0), there(0, 30)];
    const right = [found(0, 0, 0.9), found(0, 31, 0.8)];
    expect(averagePrecision(right, shapes)).toBe(1);
    expect(averagePrecision([...right, found(0, 80, 0.1)], shapes)).toBe(1);
    expect(averagePrecision([], shapes)).toBe(0);
    expect(averagePrecision([found(1, 0, 0.9)], shapes)).toBe(0);
    expect(averagePrecision(right, [])).toBeNaN();
  });

  it('should take 0.5 for the same, and less for another', () => {
    // 10 × 20 and 10 × 10 in it: 0.5. One column less: 90 / 200.
    const tall = { frame: 0, kind: 0, box: [0, 0, 10, 20], counts: true } as const;
    expect(averagePrecision([{ frame: 0, kind: 0, box: [0, 0, 10, 10], score: 1 }], [tall])).toBe(1);
    expect(averagePrecision([{ frame: 0, kind: 0, box: [0, 0, 9, 10], score: 1 }], [tall])).toBe(0);
  });

  it('should count a second box on a shape as wrong', () => {
    // right, wrong, right: P 1, 1/2, 2/3. (1/2) · 1 + (1/2) · 2/3
    const boxes = [found(0, 0, 0.9), found(0, 1, 0.8), found(0, 40, 0.7)];
    expect(averagePrecision(boxes, [there(0, 0), there(0, 40)])).toBeCloseTo(5 / 6, 12);
  });

  it('should leave out what lies on a shape that does not count', () => {
    const shapes = [there(0, 0), there(0, 40, false)];
    expect(averagePrecision([found(0, 40, 0.9), found(0, 41, 0.85), found(0, 0, 0.8)], shapes)).toBe(1);
    // A shape that counts comes first.
    expect(averagePrecision([found(0, 1, 0.9)], [there(0, 2), there(0, 1, false)])).toBe(1);
    expect(averagePrecision([found(0, 80, 0.9), found(0, 0, 0.8)], shapes)).toBe(0.5);
  });
});
