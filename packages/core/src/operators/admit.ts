import { Observable, type OperatorFunction, takeUntil } from 'rxjs';
import type { Execution } from '../execution.js';
import type { Pipeline } from '../pipeline.js';

/**
 * Turns inputs into executions, each emitted when it has a slot. Never completes by itself, since an input may have to
 * be executed once more. The source is left at once when the pipeline ends, also in the middle of emitting
 * synchronously.
 *
 * @param pipeline the pipeline of this subscription
 */
export function admit<T>(pipeline: Pipeline<T>): OperatorFunction<T, Execution<T>> {
  return (source) =>
    new Observable((subscriber) => {
      pipeline.granted = (execution) => subscriber.next(execution);
      return source.pipe(takeUntil(pipeline.ended$)).subscribe({
        next: (value) => pipeline.arrive(value),
        error: (error) => {
          pipeline.track?.sourceError(error);
          // While the operators below still listen, of which there may be one per instance.
          pipeline.closeEarly$.next(undefined);
          subscriber.error(error);
        },
        complete: () => pipeline.complete(),
      });
    });
}
