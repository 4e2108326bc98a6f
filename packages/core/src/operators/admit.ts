import { Observable, type OperatorFunction, takeUntil } from 'rxjs';
import { Execution } from '../execution.js';
import type { Pipeline } from '../pipeline.js';

/**
 * Turns inputs into executions, each emitted when it has a slot; in the order of arrival. Completes when the
 * source has and nothing waits, and when the pipeline ends early: then the source is left at once, also in the
 * middle of emitting synchronously.
 *
 * @param pipeline the pipeline of this subscription
 * @param bind gives an execution its inputs, when it takes its slot; what it throws fails the pipeline
 */
export function admit<T>(
  pipeline: Pipeline<T>,
  bind: (execution: Execution<T>) => void,
): OperatorFunction<T, Execution<T>> {
  return (source) =>
    new Observable((subscriber) => {
      const { dispatcher, now } = pipeline;
      let index = 0;
      pipeline.bind = bind;
      pipeline.granted = (execution) => subscriber.next(execution);
      pipeline.exhausted = () => subscriber.complete();
      return source.pipe(takeUntil(pipeline.ended$)).subscribe({
        next: (value) => dispatcher.arrive(pipeline, new Execution(value, index++, now())),
        error: (error) => subscriber.error(error),
        complete: () => {
          pipeline.sourceCompleted = true;
          if (pipeline.isExhausted) subscriber.complete();
        },
      });
    });
}
