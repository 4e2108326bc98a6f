import { describe, expect, it } from '@jest/globals';
import { type Spread, spreadOf } from '../../src/against/spread.js';
import { verdictOf } from '../../src/against/verdict.js';

const spread = (some: Partial<Spread>): Spread => ({ p5: 1, p25: 1, median: 1, p75: 1, p95: 1, ...some });

describe('the spread of ratios', () => {
  it('should be their percentiles, in whatever order the rounds were', () => {
    const ratios = Array.from({ length: 21 }, (_, i) => 0.9 + i / 100);
    const expected = { p5: 0.91, p25: 0.95, median: 1, p75: 1.05, p95: 1.09 };
    for (const order of [ratios, ratios.toReversed()]) {
      const found = spreadOf(order);
      for (const [name, value] of Object.entries(expected)) {
        expect(found[name as keyof Spread]).toBeCloseTo(value, 10);
      }
    }
  });

  it('should not change its middle for some rounds that were disturbed', () => {
    const calm = Array.from({ length: 21 }, () => 1);
    expect(spreadOf([...calm.slice(5), 0.1, 0.2, 3, 5, 0.01])).toMatchObject({ p25: 1, median: 1, p75: 1 });
  });

  it('should be NaN without rounds', () => {
    expect(spreadOf([])).toEqual({ p5: NaN, p25: NaN, median: NaN, p75: NaN, p95: NaN });
  });
});

describe('the verdict', () => {
  const calm = spread({ p25: 0.99, p75: 1.01 });

  it.each([
    [1.2, true],
    [0.97, true],
    [0.9699, false],
    [0.5, false],
    [Number.NaN, false],
  ])('should be for a median of %p on a calm machine: passed is %p', (median, passed) => {
    expect(verdictOf(spread({ median }), calm)).toEqual({ limit: 0.97, passed });
  });

  it('should allow what the A/A run shows in its middle half, in either direction', () => {
    expect(verdictOf(spread({ median: 0.91 }), spread({ p25: 0.9, p75: 1.02 }))).toEqual({
      limit: 0.9,
      passed: true,
    });
    expect(verdictOf(spread({ median: 0.89 }), spread({ p25: 0.9, p75: 1.02 })).passed).toBe(false);
    const upwards = verdictOf(spread({ median: 0.81 }), spread({ p25: 0.99, p75: 1.25 }));
    expect(upwards).toEqual({ limit: 0.8, passed: true });
    expect(verdictOf(spread({ median: 0.79 }), spread({ p25: 0.99, p75: 1.25 })).passed).toBe(false);
  });

  it('should allow no more for single rounds of the A/A run that were far off', () => {
    const disturbed = spread({ p5: 0.2, p25: 0.99, p75: 1.01, p95: 4 });
    expect(verdictOf(spread({ median: 0.96 }), disturbed)).toEqual({ limit: 0.97, passed: false });
  });

  it('should look at the median of the candidate alone', () => {
    expect(verdictOf(spread({ p25: 0.2, median: 0.98, p75: 3 }), calm).passed).toBe(true);
  });

  it('should fail without a usable A/A run', () => {
    expect(verdictOf(spread({}), spreadOf([])).passed).toBe(false);
  });
});
