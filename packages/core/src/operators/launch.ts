import { Observable, type OperatorFunction } from 'rxjs';
import type { Dispatcher } from '../dispatcher.js';
import type { Execution } from '../execution.js';
import type { InferResult } from '../infer-result.js';
import type { Pipeline } from '../pipeline.js';

/**
 * Launches one callback per group, and emits the results as the pipeline gives them. Completes when the pipeline has
 * finished: every input has come to its end.
 *
 * @param dispatcher whose pipeline it is
 * @param pipeline the pipeline of this subscription
 */
export function launch<T>(
  dispatcher: Dispatcher,
  pipeline: Pipeline<T>,
): OperatorFunction<readonly Execution<T>[], InferResult<T>> {
  return (groups) =>
    new Observable((subscriber) => {
      // The pipeline ends before anybody is told: whoever is told finds the ledger settled.
      const fail = (error: unknown) => {
        pipeline.track?.end('error', error);
        dispatcher.end(pipeline);
        subscriber.error(error);
      };
      pipeline.emit = (result) => subscriber.next(result);
      pipeline.failed = fail;
      pipeline.finished = () => {
        pipeline.track?.end('complete');
        dispatcher.end(pipeline);
        subscriber.complete();
      };
      return groups.subscribe({
        next: (executions) => executions[0]?.instance.close(pipeline, executions),
        error: fail,
      });
    });
}
