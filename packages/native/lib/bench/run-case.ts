// Measures how many inferences per second everybody makes of the same work.
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult } from './case-result.js';
import type { ContenderSettings } from './contender-settings.js';
import type { ContenderName } from './contenders.js';
import type { ModelName } from './models.js';
import { Runner, ratioOf, takeTurns } from './runner.js';

/** The same work for everybody. */
export interface Work {
  readonly model: ModelName;
  readonly settings?: Partial<ContenderSettings>;
  readonly contenders: readonly Exclude<ContenderName, 'ours'>[];
  /** Measured beside `ours`, by this library, too: what the case is to be compared with. */
  readonly variants?: Readonly<Record<string, Variant>>;
  /** Absent: as the benchmark is told, and inferences as many as take about `roundSeconds`. */
  readonly rounds?: FixedRounds;
}

/** What a case does whatever the benchmark is told. */
export interface FixedRounds {
  readonly count: number;
  readonly inferences: number;
  /** Inferences. */
  readonly warmUp: number;
}

/** The same library in other circumstances. */
export interface Variant {
  readonly model?: ModelName;
  readonly settings: Partial<ContenderSettings>;
}

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
      await (rounds ? runner.warmUpBy(rounds.warmUp, rounds.inferences) : runner.warmUp(bench));
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

/** What all contenders are told. */
export function settingsOf(
  { model, settings }: Pick<Work, 'model' | 'settings'>,
  bench: BenchSettings,
): ContenderSettings {
  return {
    ...bench.files.of(model),
    threads: bench.threads,
    pool: bench.pool,
    callbackInterval: bench.callbackInterval,
    blockType: 'block',
    pipelines: 1,
    batchSize: 1,
    ...settings,
  };
}

function resultOf(
  name: string,
  { model: _model, inputs: _inputs, ...settings }: ContenderSettings,
  ours: Runner,
  peers: ReadonlyMap<string, Runner>,
): CaseResult {
  const ratio = Object.fromEntries([...peers].map(([peer, runner]) => [peer, ratioOf(ours, runner)]));
  const { sequential, concurrent } = ratio;
  const best = Math.min(sequential ?? Number.NaN, concurrent ?? Number.NaN);
  return {
    name,
    settings,
    ours: ours.figures,
    peers: Object.fromEntries([...peers].map(([peer, runner]) => [peer, runner.figures])),
    ratio: { ...(Number.isFinite(best) && { onnxruntimeNode: best }), ...ratio },
  };
}
