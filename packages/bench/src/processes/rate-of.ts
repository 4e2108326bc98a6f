import type { RoundResult } from '../protocol/round.js';

/** Inferences per second. */
export function rateOf({ inferences, seconds }: RoundResult): number {
  return inferences / seconds;
}
