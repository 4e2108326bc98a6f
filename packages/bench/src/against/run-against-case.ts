import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { PairedPlan } from './paired-plan.js';
import { type PairedRates, pairedRun } from './paired-run.js';
import { type Spread, spreadOf } from './spread.js';
import { type Verdict, verdictOf } from './verdict.js';

/** The two checkouts that are compared: their folders. */
export interface Checkouts {
  readonly candidate: string;
  readonly baseline: string;
}

/** A paired run: rates, and the distribution of the ratios of its rounds. */
export interface PairedResult extends PairedRates {
  readonly spread: Spread;
}

/** The result of one comparison. */
export interface AgainstResult {
  readonly name: string;
  readonly settings: Omit<ContenderSettings, 'model' | 'inputs'>;
  /** The baseline over itself. */
  readonly sameCode: PairedResult;
  /** The candidate over the baseline. Above 1, the candidate is faster. */
  readonly candidate: PairedResult;
  readonly verdict: Verdict;
}

/** Runs the baseline against itself, then the candidate against the baseline, and judges the second by the first. */
export async function runAgainstCase(
  name: string,
  { candidate, baseline }: Checkouts,
  settings: ContenderSettings,
  plan: PairedPlan,
  progress: (part: number) => void = () => {},
): Promise<AgainstResult> {
  const run = async (first: string, done: number): Promise<PairedResult> => {
    const rates = await pairedRun([first, baseline], settings, plan, (part) => progress((done + part) / 2));
    return { ...rates, spread: spreadOf(rates.ratios) };
  };
  const ofSameCode = await run(baseline, 0);
  const ofCandidate = await run(candidate, 1);
  const { model: _model, inputs: _inputs, ...shown } = settings;
  return {
    name,
    settings: shown,
    sameCode: ofSameCode,
    candidate: ofCandidate,
    verdict: verdictOf(ofCandidate.spread, ofSameCode.spread),
  };
}
