import { Observable, type OperatorFunction } from 'rxjs';
import type { Execution } from '../instance/execution.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { Input } from '../pipeline/input.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { PipelineOutput } from './pipeline-output.js';

/**
 * Closes every group on its instance (`aclrtLaunchCallback`), and emits results as the pipeline gives them. Completes when
 * every input of the pipeline has come to its end.
 *
 * @param pipeline the pipeline of this subscription
 * @param output where the pipeline's results come from
 */
export function launch<T>(
  pipeline: Pipeline<T>,
  output: PipelineOutput<T>,
): OperatorFunction<readonly Execution<Input<T>>[], InferResult<T>> {
  return (groups) =>
    new Observable((subscriber) => {
      output.results = subscriber;
      if (output.earlyError) {
        subscriber.error(output.earlyError.error);
        return;
      }
      return groups.subscribe({
        next: (executions) => {
          const [first] = executions;
          if (first) pipeline.executions.instanceOf(first).closeGroup(pipeline, executions);
        },
        error: (error) => pipeline.ending.fail(error),
      });
    });
}
