import type { ContenderSettings, Latency } from './contender-settings.js';
import type { Figures } from './runner.js';

/** What all contenders of a case were told. */
export type CaseSettings = Omit<ContenderSettings, 'model' | 'inputs'>;

/** What came of a case. */
export interface CaseResult {
  readonly name: string;
  readonly settings: CaseSettings;
  readonly ours: Figures;
  /** By name; those that are this library in other circumstances, too. */
  readonly peers: Readonly<Record<string, Figures>>;
  /**
   * Of inferences per second, ours over theirs: medians over the rounds. `onnxruntimeNode` is over the better of
   * `sequential` and `concurrent`.
   */
  readonly ratio: Readonly<Record<string, number>>;
  /** Of `interval`. */
  readonly points?: readonly IntervalPoint[];
  /** Of `latency`. */
  readonly loads?: readonly LatencyLoad[];
  /** Of `soak`: inferences before anything was measured. */
  readonly warmUpInferences?: number;
  /** Of `soak`: resident memory of ours after the warm-up and after each round, in MB. */
  readonly residentMB?: readonly number[];
}

/** The no-op model at one callbackInterval. */
export interface IntervalPoint {
  readonly callbackInterval: number;
  readonly blockType: CaseSettings['blockType'];
  readonly inferencesPerSecond: number;
  readonly ratio: CaseResult['ratio'];
}

/** Inputs that come at so many per second. */
export interface LatencyLoad {
  /** Of the capacity of the slower contender, from 0 to 1. */
  readonly share: number;
  readonly inputsPerSecond: number;
  /** From when an input was sent to its result: medians over the rounds. */
  readonly ours: Latency;
  readonly peers: Readonly<Record<string, Latency>>;
  /** Of the whole latency, theirs over ours, by percentile: above 1 ours is the faster one. */
  readonly ratio: Readonly<Record<string, Latency[string]>>;
}
