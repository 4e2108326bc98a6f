import type { Execution } from '../instance/execution.js';
import { PipelineOutput } from '../operators/pipeline-output.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { Input } from '../pipeline/input.js';
import type { Call } from './call.js';

/** Whoever made the calls. */
export interface CallOutputOwner<T> {
  /** An execution has been submitted. Its group is open. */
  executed(execution: Execution<Input<T>>): void;
  delivered(call: Call<T>, result: InferResult<T>): void;
  failed(call: Call<T>, error: unknown): void;
}

/** Gives each result, and each failure, to the call that waits for it. Executions go through the operators. */
export class CallOutput<T> extends PipelineOutput<T> {
  readonly #owner: CallOutputOwner<T>;

  constructor(owner: CallOutputOwner<T>) {
    super();
    this.#owner = owner;
  }

  override execution(execution: Execution<Input<T>>): void {
    super.execution(execution);
    this.#owner.executed(execution);
  }

  // A runner enters nothing but calls into its pipeline.
  override result(result: InferResult<T>, input: Input<T>): void {
    this.#owner.delivered(input as Call<T>, result);
  }

  failed(input: Input<T>, error: unknown): void {
    this.#owner.failed(input as Call<T>, error);
  }
}
