import { Observable, type OperatorFunction } from 'rxjs';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Execution } from '../execution.js';
import type { InferResult } from '../infer-result.js';
import type { Pipeline } from '../pipeline.js';
import type { InferOutputs } from '../read-outputs.js';

/**
 * Launches one callback per group, and emits the results of its inferences when it is reported. Completes
 * when the source has and every group is reported.
 *
 * Results are in submission order because the groups of an execution stream are reported in the order of
 * their launch.
 *
 * @param pipeline the pipeline of this subscription
 * @param read reads the outputs of the n-th inference of a report
 */
export function launch<T>(
  pipeline: Pipeline<T>,
  read: (outputs: ArrayBuffer, n: number) => InferOutputs,
): OperatorFunction<readonly Execution<T>[], InferResult<T>> {
  return (groups) =>
    new Observable((subscriber) => {
      const { dispatcher, now } = pipeline;
      const { ledger } = dispatcher;
      let groupsCompleted = false;
      let closing = false;

      const settle = () => {
        if (pipeline.inFlight > 0) return;
        if (groupsCompleted) subscriber.complete();
        else if (closing) subscriber.error(new AscendRxError('ERR_CLOSED', 'The model is closed'));
      };
      pipeline.failed = (error) => subscriber.error(error);
      pipeline.draining = () => {
        closing = true;
        settle();
      };
      pipeline.reported = (executions, buffer, failures) => {
        const time = now();
        for (let n = 0; n < executions.length && !pipeline.ended; n += 1) {
          const { source, index, submittedAt, startedAt } = executions[n] as Execution<T>;
          pipeline.inFlight -= 1;
          const failure = failures?.[n];
          if (failure) {
            ledger.fail(1);
            return subscriber.error(failure);
          }
          ledger.deliver();
          const timing = { queue: startedAt - submittedAt, total: time - submittedAt };
          subscriber.next({ source, outputs: read(buffer, n), index, timing });
        }
        settle();
      };
      return groups.subscribe({
        next: (executions) => dispatcher.close(pipeline, executions),
        error: (error) => subscriber.error(error),
        complete: () => {
          groupsCompleted = true;
          settle();
        },
      });
    });
}
