// How a pipeline reaches its trace sink. A pipeline without a sink has no Trace, and makes no event.
import type { SchedulerLike } from 'rxjs';
import { reportUnhandledError } from '../util/report-unhandled-error.js';
import type { TracedPipeline, TraceEvent, TraceEventType, TraceFields } from './trace-event.js';
import type { TraceSink } from './trace-sink.js';

/** The trace of one pipeline. */
export class Trace {
  readonly #scheduler: SchedulerLike;

  readonly #inContext: (work: () => void) => void;

  /**
   * @param scheduler the device's, for the time of each event
   * @param inContext calls a function in the context of the pipeline's subscriber
   */
  constructor(
    readonly sink: TraceSink,
    readonly pipeline: TracedPipeline,
    scheduler: SchedulerLike,
    inContext: (work: () => void) => void = (work) => work(),
  ) {
    this.#scheduler = scheduler;
    this.#inContext = inContext;
  }

  on<Type extends TraceEventType>(type: Type, fields: TraceFields[Type]): void {
    const event = { type, at: this.#scheduler.now(), pipeline: this.pipeline, ...fields } as TraceEvent;
    try {
      this.#inContext(() => this.sink.on(event));
    } catch (error) {
      reportUnhandledError(error);
    }
  }
}
