import type { Figures } from '../processes/runner.js';
import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { Latency, LatencyPercentiles } from '../protocol/latency.js';

/** The settings of all contenders of a case, without the paths of files. */
export type CaseSettings = Omit<ContenderSettings, 'model' | 'inputs'>;

/** The result of a case. */
export interface CaseResult {
  readonly name: string;
  readonly settings: CaseSettings;
  readonly ours: Figures;
  /** By name: the other contenders, and the variants of the case (this library with other settings). */
  readonly peers: Readonly<Record<string, Figures>>;
  /**
   * Inferences per second, ours over theirs: the median of the ratios of all rounds. `onnxruntimeNode` is the ratio over
   * the better of `sequential` and `concurrent`.
   */
  readonly ratio: Readonly<Record<string, number>>;
  /** Only of the case `interval`. */
  readonly points?: readonly IntervalPoint[];
  /** Only of the case `latency`. */
  readonly loads?: readonly LatencyLoad[];
  /** Only of the case `soak`: inferences of the warm-up. */
  readonly warmUpInferences?: number;
  /** Only of the case `soak`: resident memory of `ours` after the warm-up and after each round, in MB. */
  readonly residentMB?: readonly number[];
}

/** The no-op model with one `callbackInterval`. */
export interface IntervalPoint {
  readonly callbackInterval: number;
  readonly blockType: CaseSettings['blockType'];
  readonly inferencesPerSecond: number;
  readonly ratio: CaseResult['ratio'];
}

/** The latency of inputs that arrive at a fixed average rate. */
export interface LatencyLoad {
  /** The rate over the throughput of the slower contender: 0.8 is a load of 80 %. */
  readonly share: number;
  readonly inputsPerSecond: number;
  /** From the sending of an input to its result. Each percentile is the median of that percentile over the rounds. */
  readonly ours: Latency;
  readonly peers: Readonly<Record<string, Latency>>;
  /** By percentile of the whole latency, theirs over ours. Above 1, ours is faster. */
  readonly ratio: Readonly<Record<string, LatencyPercentiles>>;
}
