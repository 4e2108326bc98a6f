import { Observable, type OperatorFunction, Subscription } from 'rxjs';
import type { Execution } from '../instance/execution.js';
import type { Input } from '../pipeline/input.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { subscribeWithin } from '../util/subscribe-within.js';
import type { PipelineOutput } from './pipeline-output.js';

/**
 * Turns values into executions. It emits each execution when the execution has its slot. It does not complete when the
 * source does, since an input may have to be executed again. It leaves the source at once when the pipeline ends, also
 * while the source emits synchronously.
 *
 * @param pipeline the pipeline of this subscription
 * @param output where the pipeline's executions come from
 */
export function admit<T>(
  pipeline: Pipeline<T>,
  output: PipelineOutput<T>,
): OperatorFunction<T, Execution<Input<T>>> {
  return (source) =>
    new Observable((subscriber) => {
      output.executions = subscriber;
      const sourceSubscription = new Subscription();
      subscriber.add(sourceSubscription);
      // A source that ends by itself is left by rxjs, after everybody has been told of its end.
      let hasEnded = false;
      const leaving = pipeline.ending.leaveSource$.subscribe(() => {
        if (hasEnded) return;
        try {
          sourceSubscription.unsubscribe();
        } catch (error) {
          pipeline.ending.teardownFailed(error);
        }
      });
      subscriber.add(leaving);
      subscribeWithin(sourceSubscription, source, {
        next: (value) => pipeline.intake.arrive(value),
        error: (error) => {
          hasEnded = true;
          pipeline.intake.sourceFailed(error);
          subscriber.error(error);
        },
        complete: () => {
          hasEnded = true;
          pipeline.intake.sourceCompleted();
        },
      });
    });
}
