import type { CaptureContext } from '../device/caller-context.js';
import type { PipelineOpener } from '../pipeline/pipeline-opener.js';

/** What a runner needs of its model. */
export interface RunnerModel extends PipelineOpener {
  /** Another number than before: the model has forgotten all its pipelines. */
  readonly generation: number;
  /** Captures the context of a call. Undefined: there are no contexts here. */
  readonly captureContext: CaptureContext | undefined;
  /** Calls `work` when the code that runs now has returned to the event loop, before anything else comes from there. */
  afterTurn(work: () => void): void;
}
