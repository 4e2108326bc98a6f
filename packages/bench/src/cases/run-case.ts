import { ratiosOf } from '../processes/ratios-of.js';
import { Runner } from '../processes/runner.js';
import type { ContenderName } from '../processes/start-contender.js';
import { takeTurns } from '../processes/take-turns.js';
import type { ContenderSettings } from '../protocol/contender-settings.js';
import { median } from '../statistics/median.js';
import type { ModelName } from '../workload/models.js';
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult } from './case-result.js';
import { settingsOf } from './settings-of.js';

/** The work of a case: the same for all contenders. */
export interface Work {
  readonly model: ModelName;
  readonly settings?: Partial<ContenderSettings>;
  readonly contenders: readonly Exclude<ContenderName, 'ours'>[];
  /** This library with other settings or another model, measured beside `ours`. */
  readonly variants?: Readonly<Record<string, Variant>>;
  /** Absent: the number of rounds is that of the run, and a round takes about `roundSeconds`. */
  readonly rounds?: FixedRounds;
}

/** Rounds of a fixed size, independent of the settings of the run. */
export interface FixedRounds {
  readonly count: number;
  /** Per round. */
  readonly inferences: number;
  /** Inferences before the first round. */
  readonly warmUp: number;
}

/** This library with other settings, or another model. */
export interface Variant {
  readonly model?: ModelName;
  readonly settings: Partial<ContenderSettings>;
}

/** Measures how many inferences per second each contender makes of the same work. */
export async function runCase(
  name: string,
  work: Work,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<CaseResult> {
  const settings = settingsOf(work, bench);
  const runners = new Map<string, Runner>();
  try {
    const ours = await Runner.start('ours', settings);
    runners.set('ours', ours);
    for (const each of work.contenders) runners.set(each, await Runner.start(each, settings));
    for (const [variant, { model, settings: its }] of Object.entries(work.variants ?? {})) {
      const other = { ...settings, ...its, ...(model && bench.files.of(model)) };
      runners.set(variant, await Runner.start('ours', other));
    }
    const { rounds } = work;
    for (const runner of runners.values()) {
      await (rounds
        ? runner.warmUpBy(rounds.warmUp, rounds.inferences)
        : runner.warmUp(bench.warmUpSeconds, bench.roundSeconds));
    }
    const round = async (runner: Runner) => {
      await runner.round();
      if (runner === ours) await runner.idle(1000 * bench.roundSeconds);
    };
    await takeTurns(rounds?.count ?? bench.rounds, [...runners.values()], round, progress);
    const peers = new Map([...runners].filter(([, runner]) => runner !== ours));
    return {
      ...resultOf(name, settings, ours, peers),
      ...(rounds && { warmUpInferences: rounds.warmUp, residentMB: ours.residentMB }),
    };
  } finally {
    for (const runner of runners.values()) await runner.end();
  }
}

function resultOf(
  name: string,
  { model: _model, inputs: _inputs, ...settings }: ContenderSettings,
  ours: Runner,
  peers: ReadonlyMap<string, Runner>,
): CaseResult {
  const ratio = Object.fromEntries(
    [...peers].map(([peer, runner]) => [peer, median(ratiosOf(ours, runner))]),
  );
  const { sequential, concurrent } = ratio;
  const ofBetter = Math.min(sequential ?? Number.NaN, concurrent ?? Number.NaN);
  return {
    name,
    settings,
    ours: ours.figures,
    peers: Object.fromEntries([...peers].map(([peer, runner]) => [peer, runner.figures])),
    ratio: { ...(Number.isFinite(ofBetter) && { onnxruntimeNode: ofBetter }), ...ratio },
  };
}
