import { median } from '../statistics/median.js';
import { percentile } from '../statistics/percentile.js';

/** The distribution of the ratios of a run's rounds. */
export interface Spread {
  /** 5 % of the rounds have this ratio or a lower one. */
  readonly p5: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
}

/** The distribution of these ratios. NaN for an empty list. */
export function spreadOf(ratios: readonly number[]): Spread {
  const sorted = ratios.toSorted((a, b) => a - b);
  return {
    p5: percentile(sorted, 0.05),
    p25: percentile(sorted, 0.25),
    median: median(ratios),
    p75: percentile(sorted, 0.75),
    p95: percentile(sorted, 0.95),
  };
}
