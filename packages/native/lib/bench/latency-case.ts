// Inputs that come by themselves: how long each waits for its result, and where that time goes.
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult, LatencyLoad } from './case-result.js';
import type { Latency, LatencyPart, RoundResult } from './contender-settings.js';
import { settingsOf } from './run-case.js';
import { Runner, ratioOf, takeTurns } from './runner.js';
import { median } from './statistics.js';

const shares = [0.5, 0.8, 0.95];

// A 99th percentile wants some hundreds of inferences: rounds are so many times as long as others.
const longer = 5;

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
    for (const runner of runners) await runner.warmUp(bench);
    // As fast as they can, first: the loads are shares of that.
    const steps = shares.length + 1;
    await takeTurns(
      bench.rounds,
      runners,
      (runner) => runner.round(),
      (part) => progress(part / steps),
    );
    const [ourFigures, peerFigures] = [ours.figures, peer.figures];
    const ratio = ratioOf(ours, peer);
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
    const { model: _model, inputs: _inputs, ...told } = settings;
    return {
      name,
      settings: told,
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

function totalOf(latency: Latency | undefined): LatencyPart {
  return latency?.total ?? { p50: Number.NaN, p90: Number.NaN, p99: Number.NaN };
}

function percentiles(of: (p: keyof LatencyPart) => number): LatencyPart {
  return { p50: of('p50'), p90: of('p90'), p99: of('p99') };
}
