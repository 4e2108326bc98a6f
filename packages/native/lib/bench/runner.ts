// One contender in one case: its process, and what has come of its rounds.
import type { BenchSettings } from './bench-settings.js';
import type { ContenderProcess } from './contender-process.js';
import type { ContenderSettings, RoundRequest, RoundResult } from './contender-settings.js';
import { type ContenderName, startContender } from './contenders.js';
import { median } from './statistics.js';

/** Medians over the rounds, but for what grows. */
export interface Figures {
  readonly inferencesPerRound: number;
  readonly inferencesPerSecond: number;
  readonly cpuSeconds: number;
  /** From the warm-up to the last round: medians over a quarter of the readings at each end. */
  readonly residentGrowthMB: number;
  readonly handleGrowth: number;
  /** Absent without an event loop. */
  readonly loopDelayP99Ms?: number;
  /** The same of this process while it has nothing to do. */
  readonly idleLoopDelayP99Ms?: number;
}

const fewest = 8;

export class Runner {
  readonly rounds: RoundResult[] = [];
  /** Per round. */
  inferences = fewest;
  readonly #process: ContenderProcess;
  readonly #idle: RoundResult[] = [];
  #warm: RoundResult | undefined;

  /** In a fresh process, ready to run. */
  static async start(name: ContenderName, settings: ContenderSettings): Promise<Runner> {
    return new Runner(await startContender(name, settings));
  }

  private constructor(process: ContenderProcess) {
    this.#process = process;
  }

  /** Finds out how many inferences a round takes, and lets everything be compiled that will be. */
  async warmUp({ warmUpSeconds, roundSeconds }: BenchSettings): Promise<void> {
    const until = performance.now() + 1000 * warmUpSeconds;
    this.inferences = fewest;
    do {
      this.#warm = await this.#process.round({ inferences: this.inferences });
      // Not too much at once: the first ones take longest.
      const seconds = Math.max(this.#warm.seconds, roundSeconds / 8);
      this.inferences = Math.max(fewest, Math.round((this.inferences * roundSeconds) / seconds));
    } while (performance.now() < until);
  }

  /** The same by numbers of inferences: in all, and per round. */
  async warmUpBy(total: number, perRound: number): Promise<void> {
    this.inferences = perRound;
    for (let done = 0; done < total; done += perRound) {
      this.#warm = await this.#process.round({ inferences: perRound });
    }
  }

  async round(request: RoundRequest = { inferences: this.inferences }): Promise<RoundResult> {
    const result = await this.#process.round(request);
    this.rounds.push(result);
    return result;
  }

  async idle(ms: number): Promise<void> {
    this.#idle.push(await this.#process.round({ inferences: 0, idleMs: ms }));
  }

  end(): Promise<void> {
    return this.#process.end();
  }

  /** REQUIRES: it has warmed up and run a round. */
  get figures(): Figures {
    const { rounds } = this;
    const last = rounds.at(-1) as RoundResult;
    const warm = this.#warm as RoundResult;
    const delays = (of: readonly RoundResult[]) => of.flatMap(({ loopDelayP99Ms }) => loopDelayP99Ms ?? []);
    const [loop, idle] = [delays(rounds), delays(this.#idle)];
    return {
      inferencesPerRound: this.inferences,
      inferencesPerSecond: median(rounds.map(rateOf)),
      cpuSeconds: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
      residentGrowthMB: growthOf(this.residentMB),
      handleGrowth: last.handles - warm.handles,
      ...(loop.length > 0 && { loopDelayP99Ms: median(loop) }),
      ...(idle.length > 0 && { idleLoopDelayP99Ms: median(idle) }),
    };
  }

  /** Resident memory at the end of the warm-up and of each round, in MB. */
  get residentMB(): number[] {
    return [this.#warm as RoundResult, ...this.rounds].map(({ residentBytes }) => residentBytes / 2 ** 20);
  }
}

/** Runs everybody's rounds in turn, so that what the machine does meanwhile meets all alike. */
export async function takeTurns(
  rounds: number,
  runners: readonly Runner[],
  round: (runner: Runner) => Promise<unknown>,
  done: (part: number) => void,
): Promise<void> {
  for (let n = 0; n < rounds; n += 1) {
    // Nobody always follows the same one.
    const turn = n % 2 === 0 ? runners : runners.toReversed();
    for (const [i, runner] of turn.entries()) {
      await round(runner);
      done((n * runners.length + i + 1) / (rounds * runners.length));
    }
  }
}

/** Of rounds that were run in turn: the median of the first one's rates over the other's. */
export function ratioOf(ours: Runner, theirs: Runner): number {
  return median(ours.rounds.map((round, n) => rateOf(round) / rateOf(theirs.rounds[n] as RoundResult)));
}

function rateOf({ inferences, seconds }: RoundResult): number {
  return inferences / seconds;
}

// A single reading says little: memory comes in steps.
function growthOf(readings: readonly number[]): number {
  const some = Math.max(1, Math.floor(readings.length / 4));
  return median(readings.slice(-some)) - median(readings.slice(0, some));
}
