import { Observable, type OperatorFunction } from 'rxjs';
import type { Execution } from '../instance/execution.js';
import type { Input } from '../pipeline/input.js';
import type { Pipeline } from '../pipeline/pipeline.js';

/**
 * Submits every execution to its instance (`aclmdlExecuteAsync`), and passes it on if it was queued. An execution that
 * the session refuses gives its slot back, and its inputs fail.
 *
 * @param pipeline the pipeline of this subscription
 */
export function submit<T>(pipeline: Pipeline<T>): OperatorFunction<Execution<Input<T>>, Execution<Input<T>>> {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (execution) => {
          const { jobs: inputs, slot } = execution;
          const instance = pipeline.executions.instanceOf(execution);
          try {
            instance.execute(slot, viewsOf(inputs), pipeline.executions.optionsFor(inputs));
          } catch (error) {
            instance.give(pipeline, slot);
            pipeline.outcomes.refused(execution, error as Error);
            return;
          }
          subscriber.next(execution);
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
}

// A batch has the views of its first input, then those of its second, and so on.
function viewsOf<T>(inputs: readonly Input<T>[]): readonly ArrayBufferView[] {
  if (inputs.length === 1) return inputs[0]?.views ?? [];
  return inputs.flatMap(({ views }) => views ?? []);
}
