// One round of a contender: a request and its result, a line of JSON each.
import type { Latency } from './latency.js';

/** What a contender does in one round. */
export interface RoundRequest {
  readonly inferences: number;
  /**
   * Inputs per second. They arrive at random intervals, also while earlier inputs are not finished. Absent: the next input
   * starts as soon as a slot is free.
   */
  readonly rate?: number | undefined;
  /** The contender runs no inference and waits for this many milliseconds: the reference of an idle process. */
  readonly idleMs?: number | undefined;
}

/** What was measured in one round. */
export interface RoundResult {
  readonly inferences: number;
  readonly seconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  /** Resident memory of the process at the end of the round, in bytes. */
  readonly residentBytes: number;
  /** Open file descriptors at the end of the round. */
  readonly handles: number;
  /** 99th percentile of `monitorEventLoopDelay({ resolution: 1 })`, in ms. Absent for a C++ contender. */
  readonly loopDelayP99Ms?: number;
  /** Only of a round with a rate. */
  readonly latency?: Latency;
}
