import { describe, expect, it } from '@jest/globals';
import { Histogram } from '../../src/ledger/histogram.js';

function of(...times: number[]) {
  const histogram = new Histogram();
  for (const time of times) histogram.add(time);
  return histogram.percentiles();
}

describe('a histogram', () => {
  it('is 0 without any times', () => {
    expect(of()).toEqual({ count: 0, sum: 0, p50: 0, p90: 0, p99: 0, max: 0 });
  });

  it('of one time has that time at every percentile', () => {
    for (const time of [0, 0.001, 0.127, 1, 33.3, 1e3, 1e6]) {
      expect(of(time)).toEqual({ count: 1, sum: time, p50: time, p90: time, p99: time, max: time });
    }
  });

  it('is exact below 128 microseconds, and within 1 % above', () => {
    const times = Array.from({ length: 2000 }, (_, n) => 1.01 ** n / 1000).filter((time) => time < 1e7);
    for (const time of times) {
      // Behind one that is larger, so that the maximum does not say it.
      const { p50 } = of(time, time, 1e8);
      const error = Math.abs(p50 - time);
      expect({ time, within: error <= Math.max(0.0005, time / 100) }).toEqual({ time, within: true });
    }
  });

  it('has the time of the right rank at each percentile', () => {
    const times = Array.from({ length: 100 }, (_, n) => (n + 1) / 1000);
    expect(of(...times)).toEqual({
      count: 100,
      sum: expect.closeTo(5.05),
      p50: 0.05,
      p90: 0.09,
      p99: 0.099,
      max: 0.1,
    });
  });

  it('accepts times beyond its range', () => {
    expect(of(1e12)).toEqual({
      count: 1,
      sum: 1e12,
      p50: expect.any(Number),
      p90: expect.any(Number),
      p99: expect.any(Number),
      max: 1e12,
    });
    expect(of(-1).max).toBe(0);
  });
});
