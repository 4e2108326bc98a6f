import type { BenchFiles } from './bench-files.js';

/** What is set for all cases. */
export interface BenchSettings {
  /** Measured rounds of everybody, after the warm-up. */
  readonly rounds: number;
  /** How long a round takes, about. */
  readonly roundSeconds: number;
  /** How long everybody may warm up: until code is compiled, and caches are full. */
  readonly warmUpSeconds: number;
  /** Threads of ONNX Runtime per inference; 0: as many as it likes. */
  readonly threads: number;
  /** Inferences in flight at once, unless the case says otherwise. */
  readonly pool: number;
  /** Inferences per callback, unless the case says otherwise. */
  readonly callbackInterval: number;
  readonly files: BenchFiles;
}

/** Told from 0 to 1 how much of a case is done. */
export type Progress = (part: number) => void;
