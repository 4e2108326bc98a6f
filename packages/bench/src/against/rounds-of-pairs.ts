import type { PairedPlan } from './paired-plan.js';

/** How many rounds each pair of processes runs: as evenly as possible. */
export function roundsOfPairs({
  rounds,
  processPairs,
}: Pick<PairedPlan, 'rounds' | 'processPairs'>): number[] {
  const until = (pair: number) => Math.floor((pair * rounds) / processPairs);
  return Array.from({ length: processPairs }, (_, n) => until(n + 1) - until(n));
}
