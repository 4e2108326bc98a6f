import type { Execution } from '../instance/execution.js';
import type { InferResult } from './infer-result.js';
import type { Input } from './input.js';

/** Calls a function in the context in which a pipeline was subscribed to. */
export type EnterContext = (work: () => void) => void;

/** Receives what a pipeline gives: the operators of `infer`, which pass it on. User code runs in all methods. */
export interface PipelineSink<T> {
  /** An execution has its slot and is to be submitted. */
  execution(execution: Execution<Input<T>>): void;
  /** The result of an input, in the pipeline's order. */
  result(result: InferResult<T>, input: Input<T>): void;
  /**
   * An input has come to its end without a result. Where a sink has this method, the failure of an input is that input's
   * alone. Absent: a failure ends the pipeline, unless `onFailure` drops the input.
   */
  failed?(input: Input<T>, error: unknown): void;
  /** Every input has come to its end. The pipeline has ended. */
  complete(): void;
  /**
   * The pipeline has ended with an error. Also called after the end, with what a function of the user throws after it has
   * ended the pipeline: rxjs passes such an error to `config.onStoppedNotification`.
   */
  error(error: unknown): void;
  /**
   * The pipeline may have room for another input.
   *
   * @param enter calls a function in the pipeline's context. Undefined: the caller runs in it already
   */
  pull(enter?: EnterContext): void;
}
