// The composition behind `infer` and `inferFrom`: admit, submit, group, launch.
import { filter, groupBy, mergeMap, Observable, type OperatorFunction, pipe, type SchedulerLike } from 'rxjs';
import type { Execution } from '../instance/execution.js';
import type { InferSettings } from '../options/infer-settings.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { Input } from '../pipeline/input.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { PipelineOpener } from '../pipeline/pipeline-opener.js';
import { admit } from './admit.js';
import { groupExecutions } from './group-executions.js';
import { launch } from './launch.js';
import { PipelineOutput } from './pipeline-output.js';
import { submit } from './submit.js';

/**
 * Runs one pipeline per subscription.
 *
 * @param source makes the source for a pipeline, and may set `output.read`
 * @param makeOutput makes the sink of a pipeline
 */
export function runPipeline<T, Outputs extends string>(
  model: PipelineOpener,
  settings: InferSettings<T>,
  source: (pipeline: Pipeline<T>, output: PipelineOutput<T>) => Observable<T>,
  makeOutput: () => PipelineOutput<T> = () => new PipelineOutput(),
): Observable<InferResult<T, Outputs>> {
  return new Observable((subscriber) => {
    const output = makeOutput();
    const pipeline = model.open(settings, output);
    // The first of all teardowns: open groups get their callbacks while the operators below still listen.
    subscriber.add(() => pipeline.ending.end('unsubscribe'));
    subscriber.add(
      pipe(
        admit(pipeline, output),
        submit(pipeline),
        groupPerInstance(pipeline, model),
        launch(pipeline, output),
      )(source(pipeline, output)).subscribe(subscriber as never),
    );
  });
}

// A callback belongs to one execution stream, and so does a group.
function groupPerInstance<T>(
  pipeline: Pipeline<T>,
  { instances, scheduler }: { readonly instances: number; readonly scheduler: SchedulerLike },
): OperatorFunction<Execution<Input<T>>, Execution<Input<T>>[]> {
  const { callbackInterval, maxCallbackDelay: maxDelay } = pipeline.settings;
  const size = callbackInterval || Number.POSITIVE_INFINITY;
  if (instances === 1) {
    return groupExecutions(size, { closeEarly$: pipeline.closeGroups$, maxDelay, scheduler });
  }
  return (executions) =>
    executions.pipe(
      groupBy(({ instance }) => instance),
      mergeMap((ofInstance) => {
        const closeEarly$ = pipeline.closeGroups$.pipe(
          filter((instance) => instance === undefined || instance === ofInstance.key),
        );
        return ofInstance.pipe(groupExecutions(size, { closeEarly$, maxDelay, scheduler }));
      }),
    );
}
