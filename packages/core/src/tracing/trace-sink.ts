import type { TraceEvent } from './trace-event.js';

/**
 * Receives what happens to the inputs of one or more pipelines: the option `recorder` of `infer`. `createRecorder` of
 * `@ascend-rx/recorder` makes one. Without a sink no event object is made.
 */
export interface TraceSink {
  /**
   * Called for every event, as it happens, on the JavaScript thread. Events belong to the sink from then on; what they
   * refer to (values, errors, moments) belongs to others and must not be changed. `on` runs in the middle of the pipeline's
   * work: calls into the pipeline, its source or its model belong in a later task. An error that `on` throws is reported as
   * an unhandled error, as rxjs does with a subscriber's; the pipeline goes on.
   */
  on(event: TraceEvent): void;
}
