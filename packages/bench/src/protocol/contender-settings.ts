// What a contender receives before its first round: one line of JSON on its standard input.
import type { BlockType } from '@ascend-rx/core/device';

/** What runs the inferences of one pipeline: an operator, or calls of `run`. */
export type OperatorName = 'infer' | 'inferFrom' | 'run';

/** The same for all contenders of a case, so that all do the same work. */
export interface ContenderSettings {
  /** Path of the ONNX file. */
  readonly model: string;
  /** Path of the file with the inputs: see `workload/input-file.ts`. */
  readonly inputs: string;
  /** Number of distinct inputs in that file. A contender uses them in a circle. */
  readonly buffers: number;
  /** Threads of ONNX Runtime per inference. 0: ONNX Runtime chooses. */
  readonly threads: number;
  /** Inferences that are in flight at once. */
  readonly pool: number;
  /** Calls that are made at once, where inferences are made by calls. Default: `pool`. */
  readonly calls?: number;
  readonly callbackInterval: number;
  readonly blockType: BlockType;
  /** Pipelines that run at the same time. They share the inferences of a round evenly. */
  readonly pipelines: number;
  /** The pipelines use these operators in turn. Default: `inferFrom` for all. Only `ours` knows it. */
  readonly operators?: readonly OperatorName[];
  /** Inputs per execution, for a model with batch gears. 1: no batches. */
  readonly batchSize: number;
}
