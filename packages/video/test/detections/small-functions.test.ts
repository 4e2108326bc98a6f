import { describe, expect, it } from '@jest/globals';
import { nonMaxSuppression, softmax, topK } from '../../src/index.js';

const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: below } = Number;

describe('softmax', () => {
  it('is exp over the sum of exp, also of large numbers', () => {
    const [a, b] = [1 / (1 + Math.E), Math.E / (1 + Math.E)];
    for (const base of [0, 1000, -1000]) {
      const [x = 0, y = 0] = softmax([base, base + 1]);
      expect(x).toBeCloseTo(a, 14);
      expect(y).toBeCloseTo(b, 14);
    }
    expect([...softmax(Float32Array.of(3, 3, 3, 3))]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('has its limits at infinities, and is NaN with a NaN', () => {
    expect([...softmax([infinity, 5, infinity])]).toEqual([0.5, 0, 0.5]);
    expect([...softmax([below, 5])]).toEqual([0, 1]);
    expect([...softmax([below, below])]).toEqual([0.5, 0.5]);
    expect([...softmax([1, nan, infinity])]).toEqual([nan, nan, nan]);
    expect([...softmax([])]).toEqual([]);
    expect(() => softmax(7 as unknown as number[])).toThrow('Expected numbers for `values` but received 7');
  });
});

describe('topK', () => {
  it('gives the highest, of equal ones the first, and no NaN', () => {
    const values = [1, nan, infinity, 3, 1, below, 3];
    expect(topK(values, 3)).toEqual([
      { index: 2, value: infinity },
      { index: 3, value: 3 },
      { index: 6, value: 3 },
    ]);
    expect(topK(values, 99).map(({ index }) => index)).toEqual([2, 3, 6, 0, 4, 5]);
    expect(topK(Float32Array.of(0.5, 0.75), 1)).toEqual([{ index: 1, value: 0.75 }]);
    expect(topK([infinity, infinity, below, below], 4).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(topK(values, 0)).toEqual([]);
  });

  it('refuses what is no number of values', () => {
    expect(() => topK([1], -1)).toThrow('Expected an integer from 0 for `k` but received -1');
    expect(() => topK([1], 1.5)).toThrow(RangeError);
    expect(() => topK(null as unknown as number[], 1)).toThrow(TypeError);
  });
});

describe('nonMaxSuppression', () => {
  const boxes = [0, 0, 10, 10, 1, 0, 11, 10, 100, 0, 110, 10];

  it('gives indexes, the best first', () => {
    expect(nonMaxSuppression(boxes, [0.5, 0.9, 0.7])).toEqual([1, 2]);
    expect(
      nonMaxSuppression(Float32Array.from(boxes), Float32Array.of(0.5, 0.9, 0.7), { classIds: [0, 1, 1] }),
    ).toEqual([1, 2, 0]);
    expect(nonMaxSuppression(boxes, [0.5, 0.9, 0.7], { scoreThreshold: 0.7 })).toEqual([1]);
    expect(nonMaxSuppression(boxes, [0.5, 0.9, 0.7], { maxDetections: 1 })).toEqual([1]);
    // 90 / 110: at the threshold nothing is suppressed.
    expect(nonMaxSuppression(boxes, [0.5, 0.9, 0.7], { iouThreshold: 90 / 110 })).toEqual([1, 2, 0]);
    expect(nonMaxSuppression([], [])).toEqual([]);
  });

  it('leaves out what is no box and no score', () => {
    const odd = [0, 0, nan, 1, 0, 0, infinity, 1, 5, 5, 5, 9, 9, 9, 5, 5, 0, 0, 1, 1, 0, 0, 1, 1];
    expect(nonMaxSuppression(odd, [1, 1, 1, 1, nan, infinity])).toEqual([5]);
  });

  it('compares rotated boxes by probabilistic IoU, at the threshold too', () => {
    const square = [0, 0, 2, 2, 0, 1, 0, 2, 2, 0];
    // D = dx² / (8 · s² / 12), for two squares of side s.
    const iou = 1 - Math.sqrt(1 - Math.exp(-1 / (8 * (4 / 12))));
    const kept = (iouThreshold: number) => nonMaxSuppression(square, [1, 1], { rotated: true, iouThreshold });
    expect(kept(iou + 1e-9)).toEqual([0, 1]);
    expect(kept(iou - 1e-9)).toEqual([0]);
  });

  it.each<[unknown[], string]>([
    [[[1, 2, 3], [1]], 'Expected 4 numbers for each of 1 scores for `boxes` but received an array of 3'],
    [[[1, 2, 3, 4], [1], { rotated: true }], 'Expected 5 numbers for each of 1 scores for `boxes`'],
    [[[1, 2, 3, 4], [1], { classIds: [] }], 'Expected a class for each of 1 scores for `classIds`'],
    [
      [[1, 2, 3, 4], [1], { iouThreshold: 2 }],
      'Expected a number from 0 to 1 for `iouThreshold` but received 2',
    ],
    [[[1, 2, 3, 4], 7], 'Expected numbers for `scores` but received 7'],
    [[[1, 2, 3, 4], [1], { iou: 2 }], 'nonMaxSuppression has no option `iou`'],
  ])('refuses %j', (given, message) => {
    expect(() => (nonMaxSuppression as (...all: unknown[]) => unknown)(...given)).toThrow(message);
  });
});
