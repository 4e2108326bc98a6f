import type { PipelineOpener } from '../pipeline/pipeline-opener.js';

/** What a runner needs of its model. */
export interface RunnerModel extends PipelineOpener {
  /** Another number than before: the model has forgotten all its pipelines. */
  readonly generation: number;
  /** Calls `work` when the code that runs now has returned to the event loop, before anything else comes from there. */
  afterTurn(work: () => void): void;
}
