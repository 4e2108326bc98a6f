import type { BenchFiles } from '../workload/bench-files.js';

/** Settings of a run: the same for all cases. */
export interface BenchSettings {
  /** Measured rounds of each contender, after its warm-up. */
  readonly rounds: number;
  /** The approximate length of a round. */
  readonly roundSeconds: number;
  /** How long each contender warms up: code is compiled and caches fill meanwhile. */
  readonly warmUpSeconds: number;
  /** Threads of ONNX Runtime per inference. 0: ONNX Runtime chooses. */
  readonly threads: number;
  /** Inferences in flight at once, unless the case sets its own number. */
  readonly pool: number;
  /** Inferences per callback, unless the case sets its own number. */
  readonly callbackInterval: number;
  readonly files: BenchFiles;
}

/** Called with the finished part of a case, from 0 to 1. */
export type Progress = (part: number) => void;
