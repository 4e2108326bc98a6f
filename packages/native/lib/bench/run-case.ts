// Measures one case: everybody in turn, again and again, so that what the machine does meanwhile meets all alike.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, roundSeconds, type Variant, warmUpSeconds } from './cases.js';
import type { ContenderProcess } from './contender-process.js';
import type { ContenderSettings, RoundResult } from './contender-settings.js';
import { type ContenderName, startContender } from './contenders.js';
import { type ModelName, models } from './models.js';
import { median } from './statistics.js';

/** What is set for all cases. */
export interface BenchSettings {
  readonly rounds: number;
  readonly threads: number;
  readonly pool: number;
  /** Where models are written. */
  readonly folder: string;
}

/** Medians over the rounds. */
export interface Figures {
  readonly inferencesPerRound: number;
  readonly inferencesPerSecond: number;
  readonly cpuSeconds: number;
  /** From the end of the warm-up to the end of the last round. */
  readonly residentGrowthMB: number;
  readonly handleGrowth: number;
  readonly loopDelayP99Ms?: number;
}

/** What came of a case. */
export interface CaseResult {
  readonly name: string;
  /** What all of them were told. */
  readonly settings: Omit<ContenderSettings, 'model'>;
  readonly ours: Figures;
  readonly peers: Readonly<Record<string, Figures>>;
  /** The median over the rounds of ours over theirs, in inferences per second. */
  readonly ratio: Readonly<Record<string, number>>;
}

interface Runner {
  readonly process: ContenderProcess;
  /** Per round. */
  inferences: number;
  readonly rounds: RoundResult[];
  warm: RoundResult;
}

/** @param progress told after each round of anybody */
export async function runCase(
  what: Case,
  bench: BenchSettings,
  progress: (done: number, total: number) => void = () => {},
): Promise<CaseResult> {
  const settings: ContenderSettings = {
    model: modelFile(what.model, bench.folder),
    threads: bench.threads,
    buffers: 100,
    pool: bench.pool,
    callbackInterval: 8,
    blockType: 'block',
    pipelines: 1,
    batchSize: 1,
    ...what.settings,
  };
  const runners = new Map<string, Runner>();
  try {
    for (const name of what.contenders) runners.set(name, await start(name, settings));
    for (const [name, variant] of Object.entries(what.variants ?? {})) {
      runners.set(name, await start('ours', settingsOf(variant, settings, bench)));
    }
    for (const runner of runners.values()) await warmUp(runner, what.inferences);
    const total = bench.rounds * runners.size;
    for (let round = 0; round < bench.rounds; round += 1) {
      const turn = [...runners.values()];
      // Nobody always follows the same one.
      if (round % 2 === 1) turn.reverse();
      for (const [n, { process, inferences, rounds }] of turn.entries()) {
        rounds.push(await process.round({ inferences }));
        progress(round * runners.size + n + 1, total);
      }
    }
    return resultOf(what.name, settings, runners);
  } finally {
    for (const { process } of runners.values()) await process.end();
  }
}

async function start(name: ContenderName, settings: ContenderSettings): Promise<Runner> {
  const process = await startContender(name, settings);
  return { process, inferences: 0, rounds: [], warm: await process.round({ inferences: settings.pool }) };
}

function settingsOf(variant: Variant, settings: ContenderSettings, bench: BenchSettings): ContenderSettings {
  const { model } = variant;
  return { ...settings, ...variant.settings, ...(model && { model: modelFile(model, bench.folder) }) };
}

// Finds out how many inferences a round takes, unless that is said, and lets everything be compiled that will be.
async function warmUp(runner: Runner, inferences?: number): Promise<void> {
  const { process } = runner;
  const until = performance.now() + 1000 * warmUpSeconds;
  runner.inferences = inferences ?? 8;
  do {
    runner.warm = await process.round({ inferences: runner.inferences });
    const { seconds } = runner.warm;
    if (inferences === undefined) {
      runner.inferences = Math.max(
        8,
        Math.round((runner.inferences * roundSeconds) / Math.max(seconds, roundSeconds / 8)),
      );
    }
  } while (performance.now() < until);
}

function resultOf(
  name: string,
  { model: _, ...settings }: ContenderSettings,
  runners: ReadonlyMap<string, Runner>,
): CaseResult {
  const ours = runners.get('ours') as Runner;
  const peers = [...runners].filter(([, runner]) => runner !== ours);
  return {
    name,
    settings,
    ours: figuresOf(ours),
    peers: Object.fromEntries(peers.map(([peer, runner]) => [peer, figuresOf(runner)])),
    ratio: Object.fromEntries(peers.map(([peer, runner]) => [peer, ratioOf(ours, runner)])),
  };
}

function figuresOf({ inferences, rounds, warm }: Runner): Figures {
  const last = rounds.at(-1) ?? warm;
  const delays = rounds.flatMap(({ loopDelayP99Ms }) => loopDelayP99Ms ?? []);
  return {
    inferencesPerRound: inferences,
    inferencesPerSecond: median(rounds.map(rateOf)),
    cpuSeconds: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
    residentGrowthMB: (last.residentBytes - warm.residentBytes) / 2 ** 20,
    handleGrowth: last.handles - warm.handles,
    ...(delays.length > 0 && { loopDelayP99Ms: median(delays) }),
  };
}

function ratioOf(ours: Runner, theirs: Runner): number {
  return median(ours.rounds.map((round, n) => rateOf(round) / rateOf(theirs.rounds[n] as RoundResult)));
}

function rateOf({ inferences, seconds }: RoundResult): number {
  return inferences / seconds;
}

function modelFile(name: ModelName, folder: string): string {
  const file = join(folder, `${name}.onnx`);
  try {
    writeFileSync(file, models[name](), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return file;
}
