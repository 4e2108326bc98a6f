import type { Spread } from './spread.js';

/** A candidate may be 3 % slower than the baseline: that little is lost in the noise of most machines. */
const tolerated = 0.97;

/** Whether a candidate is as fast as its baseline. */
export interface Verdict {
  /** The lowest median of the candidate's ratios that passes. */
  readonly limit: number;
  readonly passed: boolean;
}

/**
 * Judges the ratios of a candidate over its baseline by the spread of an A/A run, in which the baseline ran against itself.
 *
 * The limit is 0.97. It is lower if the middle half of the A/A ratios (from the 25th to the 75th percentile) reaches further
 * from 1 than that, upwards or downwards: which of two equal processes is the first one is arbitrary, so 1.05 counts as 1 / 1.05.
 */
export function verdictOf(candidate: Spread, sameCode: Spread): Verdict {
  const limit = Math.min(tolerated, sameCode.p25, 1 / sameCode.p75);
  return { limit, passed: candidate.median >= limit };
}
