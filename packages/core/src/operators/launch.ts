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
      const { dispatcher, ledger, now } = pipeline;
      let groupsCompleted = false;
      let closing = false;

      // The pipeline ends before anybody is told: whoever is told finds the ledger settled.
      const fail = (error: unknown) => {
        dispatcher.end(pipeline);
        subscriber.error(error);
      };
      const settle = () => {
        if (pipeline.ended || ledger.inFlight > 0) return;
        if (closing && !groupsCompleted) return fail(new AscendRxError('ERR_CLOSED', 'The model is closed'));
        if (!groupsCompleted) return;
        dispatcher.end(pipeline);
        subscriber.complete();
      };
      pipeline.failed = fail;
      pipeline.draining = () => {
        closing = true;
        settle();
      };
      pipeline.reported = (executions, buffer, failures) => {
        const time = now();
        for (let n = 0; n < executions.length && !pipeline.ended; n += 1) {
          const { source, index, submittedAt, startedAt } = executions[n] as Execution<T>;
          const failure = failures?.[n];
          if (failure) {
            ledger.fail();
            return fail(failure);
          }
          ledger.deliver();
          const timing = { queue: startedAt - submittedAt, total: time - submittedAt };
          subscriber.next({ source, outputs: read(buffer, n), index, timing });
        }
        settle();
      };
      return groups.subscribe({
        next: (executions) => dispatcher.close(pipeline, executions),
        error: fail,
        complete: () => {
          groupsCompleted = true;
          settle();
        },
      });
    });
}
