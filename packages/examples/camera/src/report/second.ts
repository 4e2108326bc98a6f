import type { Counts } from './counts.js';

/** Two percentiles of measured times, in ms. Absent where nothing was measured. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
}

/** What a frame shows. */
export interface Seen {
  /** Of the frame, in seconds. */
  readonly pts: number;
  readonly label: string;
  /** From 0 to 1. */
  readonly probability: number;
}

/** What happened in a second. */
export interface Second extends Counts {
  /** The number of the second, from 1. */
  readonly second: number;
  /** Seconds that it had: the last one may be shorter. */
  readonly length: number;
  /** From the arrival of a frame in the pipeline to its result. */
  readonly latency: Times | undefined;
  /** From the capture of a frame to its result. */
  readonly age: Times | undefined;
  /** The last frame that was inferred. */
  readonly frame: Seen | undefined;
}

/** What happened from the beginning to the end. */
export interface Summary extends Counts {
  readonly seconds: number;
  /** Frames that had no result when the run was ended. */
  readonly cancelled: number;
  readonly latency: Times | undefined;
  readonly age: Times | undefined;
  /** Of the rendered scene: how many labels were right. */
  readonly right: number | undefined;
  /** Times that a camera was lost. */
  readonly losses: number;
  readonly interrupted: boolean;
}
