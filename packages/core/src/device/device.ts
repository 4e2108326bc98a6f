import type { SchedulerLike } from 'rxjs';

/** What opens models. Implementations add how a model is made: `loadModel(path)` or `createModel(definition)`. */
export interface Device {
  /** A name for people, of what computes: `Ascend310B4`, `embedded (ONNX Runtime 1.30.0, CPU)`. */
  readonly name: string;
  /** The scheduler that every timer of operators and models on this device runs on. */
  readonly scheduler: SchedulerLike;
  /** Closes the models of the device, then releases the device. Idempotent; waits for work that has been queued. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
