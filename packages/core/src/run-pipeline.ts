// The composition behind `infer` and `inferFrom`: admit, execute, group, launch.
import { filter, groupBy, mergeMap, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Execution } from './execution.js';
import type { InferResult } from './infer-result.js';
import type { InferSettings } from './infer-settings.js';
import type { Instance } from './instance.js';
import type { Model } from './model.js';
import { admit } from './operators/admit.js';
import { groupExecutions } from './operators/group-executions.js';
import { launch } from './operators/launch.js';
import type { Pipeline } from './pipeline.js';

/**
 * One pipeline per subscription.
 *
 * @param source what to run, made for a pipeline
 */
export function runPipeline<T, Outputs extends string>(
  model: Model<Outputs>,
  settings: InferSettings<T>,
  source: (pipeline: Pipeline<T>) => Observable<T>,
): Observable<InferResult<T, Outputs>> {
  return new Observable((subscriber) => {
    const { dispatcher, pipeline } = model.open<T>(settings);
    pipeline.track = settings.recorder?.track(model as Model, settings);
    // First of all teardowns: the open groups get their callbacks while the operators below still listen.
    subscriber.add(() => dispatcher.end(pipeline));
    subscriber.add(
      source(pipeline)
        .pipe(
          admit(pipeline),
          filter((execution) => dispatcher.execute(pipeline, execution)),
          groupPerInstance(pipeline, dispatcher.instances, model.scheduler),
          launch(dispatcher, pipeline),
        )
        .subscribe(subscriber as never),
    );
  });
}

// A group is a callback of one execution stream.
function groupPerInstance<T>(
  pipeline: Pipeline<T>,
  instances: readonly Instance[],
  scheduler: SchedulerLike,
): OperatorFunction<Execution<T>, Execution<T>[]> {
  const { callbackInterval, maxCallbackDelay: maxDelay } = pipeline.settings;
  const size = callbackInterval || Number.POSITIVE_INFINITY;
  if (instances.length === 1) {
    return groupExecutions(size, { closeEarly$: pipeline.closeEarly$, maxDelay, scheduler });
  }
  return (executions) =>
    executions.pipe(
      groupBy(({ instance }) => instance),
      mergeMap((ofInstance) => {
        const closeEarly$ = pipeline.closeEarly$.pipe(
          filter((instance) => instance === undefined || instance === ofInstance.key),
        );
        return ofInstance.pipe(groupExecutions(size, { closeEarly$, maxDelay, scheduler }));
      }),
    );
}
