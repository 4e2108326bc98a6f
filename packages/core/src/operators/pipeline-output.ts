import type { Subscriber } from 'rxjs';
import type { Execution } from '../instance/execution.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { Input } from '../pipeline/input.js';
import type { EnterContext, PipelineSink } from '../pipeline/pipeline-sink.js';

/** Passes what a pipeline gives on to the operators of one subscription. Each operator sets its own field. */
export class PipelineOutput<T> implements PipelineSink<T> {
  /** Set by `admit`: what it emits to. */
  executions: Subscriber<Execution<Input<T>>> | undefined;
  /** Set by `launch`: what it emits to. */
  results: Subscriber<InferResult<T>> | undefined;
  /** An error that came before `launch` was subscribed to: a trace sink has closed the model at the first event. */
  earlyError: { readonly error: unknown } | undefined;
  /** Set by `pull`: reads more of the source. Undefined: the source pushes. */
  read: ((enter: EnterContext | undefined) => void) | undefined;

  execution(execution: Execution<Input<T>>): void {
    this.executions?.next(execution);
  }

  result(result: InferResult<T>, _input?: Input<T>): void {
    this.results?.next(result);
  }

  complete(): void {
    this.results?.complete();
  }

  error(error: unknown): void {
    if (this.results) this.results.error(error);
    else this.earlyError = { error };
  }

  pull(enter?: EnterContext): void {
    this.read?.(enter);
  }
}
