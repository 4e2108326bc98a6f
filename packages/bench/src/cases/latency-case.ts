import { ratiosOf } from '../processes/ratios-of.js';
import { Runner } from '../processes/runner.js';
import { takeTurns } from '../processes/take-turns.js';
import type { Latency, LatencyPercentiles } from '../protocol/latency.js';
import type { RoundResult } from '../protocol/round.js';
import { median } from '../statistics/median.js';
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult, LatencyLoad } from './case-result.js';
import { settingsOf } from './settings-of.js';

/** Loads, as shares of the throughput of the slower contender. */
const shares = [0.5, 0.8, 0.95];

// Rounds are five times as long as in other cases, because a 99th percentile needs some hundreds of inferences.
const longer = 5;

/** Inputs arrive at random intervals: how long each waits for its result, and in which part of the way. */
export async function runLatencyCase(
  name: string,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<CaseResult> {
  const settings = settingsOf({ model: 'thumbnails', settings: { callbackInterval: 1 } }, bench);
  const runners: Runner[] = [];
  try {
    const ours = await Runner.start('ours', settings);
    runners.push(ours);
    const peer = await Runner.start('concurrent', settings);
    runners.push(peer);
    for (const runner of runners) await runner.warmUp(bench.warmUpSeconds, bench.roundSeconds);
    // First as fast as possible: the loads are shares of this throughput.
    const steps = shares.length + 1;
    await takeTurns(
      bench.rounds,
      runners,
      (runner) => runner.round(),
      (part) => progress(part / steps),
    );
    const [ourFigures, peerFigures] = [ours.figures, peer.figures];
    const ratio = median(ratiosOf(ours, peer));
    const capacity = Math.min(ourFigures.inferencesPerSecond, peerFigures.inferencesPerSecond);
    const loads: LatencyLoad[] = [];
    for (const [n, share] of shares.entries()) {
      const rate = share * capacity;
      const inferences = Math.max(100, Math.round(rate * longer * bench.roundSeconds));
      const before = ours.rounds.length;
      const round = (runner: Runner) => runner.round({ inferences, rate });
      await takeTurns(bench.rounds, runners, round, (part) => progress((n + 1 + part) / steps));
      loads.push(loadOf(share, rate, ours.rounds.slice(before), peer.rounds.slice(before)));
    }
    const { model: _model, inputs: _inputs, ...shown } = settings;
    return {
      name,
      settings: shown,
      ours: ourFigures,
      peers: { concurrent: peerFigures },
      ratio: { onnxruntimeNode: ratio },
      loads,
    };
  } finally {
    for (const runner of runners) await runner.end();
  }
}

function loadOf(
  share: number,
  inputsPerSecond: number,
  ours: readonly RoundResult[],
  theirs: readonly RoundResult[],
): LatencyLoad {
  const ratio = percentiles((p) =>
    median(ours.map(({ latency }, n) => totalOf(theirs[n]?.latency)[p] / totalOf(latency)[p])),
  );
  return {
    share,
    inputsPerSecond,
    ours: medians(ours),
    peers: { concurrent: medians(theirs) },
    ratio: { onnxruntimeNode: ratio },
  };
}

function medians(rounds: readonly RoundResult[]): Latency {
  const parts = Object.keys(rounds[0]?.latency ?? {});
  const partOf = (part: string) =>
    percentiles((p) => median(rounds.map(({ latency }) => latency?.[part]?.[p] ?? Number.NaN)));
  return Object.fromEntries(parts.map((part) => [part, partOf(part)]));
}

function totalOf(latency: Latency | undefined): LatencyPercentiles {
  return latency?.total ?? { p50: Number.NaN, p90: Number.NaN, p99: Number.NaN };
}

function percentiles(of: (p: keyof LatencyPercentiles) => number): LatencyPercentiles {
  return { p50: of('p50'), p90: of('p90'), p99: of('p99') };
}
