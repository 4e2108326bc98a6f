import type { RoundResult } from '../protocol/round.js';
import { rateOf } from './rate-of.js';
import type { Runner } from './runner.js';

/** For every round of contenders that took turns: inferences per second of `ours` over those of `theirs`. */
export function ratiosOf(ours: Runner, theirs: Runner): number[] {
  return ours.rounds.map((round, n) => rateOf(round) / rateOf(theirs.rounds[n] as RoundResult));
}
