// How a pipeline reaches its trace sink. A pipeline without a sink has no Trace, and makes no event.
import type { SchedulerLike } from 'rxjs';
import { reportUnhandledError } from '../util/report-unhandled-error.js';
import type { TracedPipeline, TraceEvent, TraceEventType, TraceFields } from './trace-event.js';
import type { TraceSink } from './trace-sink.js';

/** The trace of one pipeline. */
export class Trace {
  readonly #scheduler: SchedulerLike;

  /** @param scheduler the device's, for the time of each event */
  constructor(
    readonly sink: TraceSink,
    readonly pipeline: TracedPipeline,
    scheduler: SchedulerLike,
  ) {
    this.#scheduler = scheduler;
  }

  on<Type extends TraceEventType>(type: Type, fields: TraceFields[Type]): void {
    const event = { type, at: this.#scheduler.now(), pipeline: this.pipeline, ...fields } as TraceEvent;
    try {
      this.sink.on(event);
    } catch (error) {
      reportUnhandledError(error);
    }
  }
}
