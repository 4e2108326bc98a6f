import { rateOf } from '../processes/rate-of.js';
import { ratiosOf } from '../processes/ratios-of.js';
import { Runner } from '../processes/runner.js';
import { takeTurns } from '../processes/take-turns.js';
import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { RoundResult } from '../protocol/round.js';
import { median } from '../statistics/median.js';
import type { PairedPlan } from './paired-plan.js';
import { roundsOfPairs } from './rounds-of-pairs.js';

/** What was measured in a paired run. */
export interface PairedRates {
  /** Of each checkout: the median over all rounds. */
  readonly inferencesPerSecond: readonly [first: number, second: number];
  /** CPU time of all threads per inference, in µs: the median over all rounds. It varies less when the machine is busy. */
  readonly cpuMicroseconds: readonly [first: number, second: number];
  /** For each round: inferences per second of the first checkout over those of the second. */
  readonly ratios: readonly number[];
}

/**
 * Measures two checkouts in paired rounds. While one process measures, the other one waits for its next request. The same
 * folder twice is an A/A run: two processes of the same code.
 *
 * The rounds are divided among several pairs of fresh processes: two processes of the same code may differ by some percent
 * for their whole life, because their compiled code and their memory lie elsewhere.
 *
 * @param checkouts the folders of the two
 */
export async function pairedRun(
  checkouts: readonly [first: string, second: string],
  settings: ContenderSettings,
  plan: PairedPlan,
  progress: (part: number) => void = () => {},
): Promise<PairedRates> {
  const first: RoundResult[] = [];
  const second: RoundResult[] = [];
  const ratios: number[] = [];
  for (const [n, rounds] of roundsOfPairs(plan).entries()) {
    const runners: Runner[] = [];
    try {
      for (const checkout of checkouts) runners.push(await Runner.start('ours', settings, checkout));
      const [a, b] = runners as [Runner, Runner];
      for (const runner of runners) await runner.warmUp(plan.warmUpSeconds, plan.roundSeconds);
      // Both run the same number of inferences per round, so that both allocate about the same.
      const inferences = Math.round((a.inferences + b.inferences) / 2);
      // Every second pair begins with the second checkout.
      const order = n % 2 === 0 ? [a, b] : [b, a];
      const round = (runner: Runner) => runner.round({ inferences });
      await takeTurns(rounds, order, round, (part) => progress((n + part) / plan.processPairs));
      first.push(...a.rounds);
      second.push(...b.rounds);
      ratios.push(...ratiosOf(a, b));
    } finally {
      for (const runner of runners) await runner.end();
    }
  }
  const medians = (of: (round: RoundResult) => number) =>
    [median(first.map(of)), median(second.map(of))] as const;
  return {
    inferencesPerSecond: medians(rateOf),
    cpuMicroseconds: medians(({ cpuSeconds, inferences }) => (1e6 * cpuSeconds) / inferences),
    ratios,
  };
}
