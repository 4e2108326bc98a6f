import { describe, expect, it } from '@jest/globals';
import { median } from '../../src/statistics/median.js';
import { percentile } from '../../src/statistics/percentile.js';

describe('the median', () => {
  it('should be the middle one, or between the two in the middle', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('a percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);

  it('should be the smallest value that this share of all values does not exceed', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.9)).toBe(90);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([1, 2, 3], 0.34)).toBe(2);
  });

  it('should be a value of the list, also of a short one', () => {
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([7, 9], 0.99)).toBe(9);
    expect(percentile([], 0.5)).toBeNaN();
  });
});
