import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { RoundRequest, RoundResult } from '../protocol/round.js';
import { median } from '../statistics/median.js';
import type { ContenderProcess } from './contender-process.js';
import { rateOf } from './rate-of.js';
import { type ContenderName, startContender } from './start-contender.js';

/** The figures of one contender in one case: medians over the rounds, except for the two growths. */
export interface Figures {
  readonly inferencesPerRound: number;
  readonly inferencesPerSecond: number;
  /** CPU time per round, of all threads. */
  readonly cpuSeconds: number;
  /** Median of the last quarter of the readings minus median of the first quarter. The first reading is the warm-up's. */
  readonly residentGrowthMB: number;
  /** File descriptors after the last round minus those after the warm-up. */
  readonly handleGrowth: number;
  /** Median over the rounds of each round's 99th percentile. Absent for a C++ contender. */
  readonly loopDelayP99Ms?: number;
  /** The same while the process is idle. */
  readonly idleLoopDelayP99Ms?: number;
}

/** The least inferences of a round, also of the first round of a warm-up. */
const fewest = 8;

/** A contender in one case: its process, and the results of its rounds. */
export class Runner {
  readonly rounds: RoundResult[] = [];
  /** Per round. */
  inferences = fewest;
  readonly #process: ContenderProcess;
  readonly #idle: RoundResult[] = [];
  #warm: RoundResult | undefined;

  /**
   * Starts the contender in a fresh process and lets it load its model.
   *
   * @param checkout for `ours`: the folder of the checkout whose packages it uses. Default: this checkout.
   */
  static async start(name: ContenderName, settings: ContenderSettings, checkout?: string): Promise<Runner> {
    return new Runner(await startContender(name, settings, checkout));
  }

  private constructor(process: ContenderProcess) {
    this.#process = process;
  }

  /** Runs rounds for `warmUpSeconds`, and finds how many inferences take about `roundSeconds`. */
  async warmUp(warmUpSeconds: number, roundSeconds: number): Promise<void> {
    const until = performance.now() + 1000 * warmUpSeconds;
    this.inferences = fewest;
    do {
      this.#warm = await this.#process.round({ inferences: this.inferences });
      // Grows eightfold at most: the first inferences are the slowest, so an estimate from them is too low.
      const seconds = Math.max(this.#warm.seconds, roundSeconds / 8);
      this.inferences = Math.max(fewest, Math.round((this.inferences * roundSeconds) / seconds));
    } while (performance.now() < until);
  }

  /** Warms up with a fixed number of inferences: `total` in all, `perRound` in each round, also of those that follow. */
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

  /** A round without inferences, for `idleLoopDelayP99Ms`. */
  async idle(ms: number): Promise<void> {
    this.#idle.push(await this.#process.round({ inferences: 0, idleMs: ms }));
  }

  end(): Promise<void> {
    return this.#process.end();
  }

  /** REQUIRES: a warm-up and a round. */
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

  /** Resident memory after the warm-up and after each round, in MB. */
  get residentMB(): number[] {
    return [this.#warm as RoundResult, ...this.rounds].map(({ residentBytes }) => residentBytes / 2 ** 20);
  }
}

// Resident memory grows in steps, so the difference of two single readings would be misleading.
function growthOf(readings: readonly number[]): number {
  const quarter = Math.max(1, Math.floor(readings.length / 4));
  return median(readings.slice(-quarter)) - median(readings.slice(0, quarter));
}
