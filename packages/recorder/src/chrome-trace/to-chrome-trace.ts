import type { RecordedEvent, RecordedEventOf } from '../recording/recorded-event.js';
import type { ChromeTrace } from './chrome-trace.js';
import { ExecutionSpans } from './execution-spans.js';
import { InputSpans } from './input-spans.js';
import { instanceThread, pipelineThread, threadNames } from './thread.js';
import { TraceList } from './trace-list.js';

/**
 * A recording in the Trace Event Format.
 *
 * @param droppedEvents how many older events were left out
 */
export function toChromeTrace(events: readonly RecordedEvent[], droppedEvents: number): ChromeTrace {
  const start = events[0]?.at ?? 0;
  const builder = new Builder(new TraceList(start));
  for (const event of events) builder.add(event);
  const traceEvents = [...threadNames(events), ...builder.finish()];
  return { traceEvents, displayTimeUnit: 'ms', otherData: { start, droppedEvents } };
}

class Builder {
  readonly #list: TraceList;
  readonly #inputs: InputSpans;
  readonly #executions: ExecutionSpans;
  #lastTime: number;

  constructor(list: TraceList) {
    this.#list = list;
    this.#inputs = new InputSpans(list);
    this.#executions = new ExecutionSpans(list);
    this.#lastTime = list.start;
  }

  add(event: RecordedEvent): void {
    const { pipeline, at } = event;
    this.#lastTime = Math.max(this.#lastTime, at);
    switch (event.type) {
      case 'submit':
        this.#inputs.begin(pipeline, event.index, 'waiting', at);
        break;
      case 'start':
        this.#executions.started(event);
        for (const index of event.inputs) {
          this.#inputs.begin(
            pipeline,
            index,
            isPrepared(event) ? 'preparing' : 'in slot',
            at,
            event.execution,
          );
        }
        break;
      case 'prepared':
        this.#executions.prepared(event);
        for (const index of event.inputs) {
          this.#inputs.begin(pipeline, index, 'in slot', at, event.execution);
        }
        break;
      case 'launch':
        this.#instant(event, event.launched ? 'launch' : 'synchronize', { group: event.group });
        break;
      case 'callback':
        this.#reported(event);
        break;
      case 'lost':
        this.#instant(event, 'callback lost', { group: event.group });
        break;
      case 'refused':
        this.#instant(event, 'refused', { error: event.error });
        break;
      case 'emit':
        this.#inputs.end(pipeline, event.index, at);
        break;
      case 'drop':
        this.#inputs.end(pipeline, event.index, at);
        this.#instant(event, 'drop', { index: event.index, cause: event.cause, waited: event.waited });
        break;
      case 'cancel':
        this.#inputs.end(pipeline, event.index, at);
        this.#instant(event, 'cancel', { index: event.index });
        break;
      case 'fail':
        this.#failed(event);
        break;
      case 'instance': {
        this.#executions.stepped(event);
        const thread = instanceThread(pipeline.model, event.instance);
        this.#list.addInstant(thread, at, event.step, errorArgs(event));
        break;
      }
      case 'end':
        this.#inputs.endAll(at, pipeline);
        this.#instant(event, event.ending, errorArgs(event));
        break;
      default:
    }
  }

  /** Ends what is still going on with the recording. */
  finish() {
    this.#inputs.endAll(this.#lastTime);
    return this.#list.sorted();
  }

  #reported(event: RecordedEventOf<'callback'>): void {
    const { pipeline, at, group, executions } = event;
    this.#instant(event, 'callback', { group });
    this.#executions.reported(event);
    for (const execution of executions) {
      for (const index of this.#executions.inputsOf(event, execution)) {
        // An input that has been given up, and is executed again, is in another slot.
        if (this.#inputs.isIn(execution, pipeline, index)) {
          this.#inputs.begin(pipeline, index, 'held back', at);
        }
      }
    }
    this.#executions.forget(event);
  }

  #failed(event: RecordedEventOf<'fail'>): void {
    const { pipeline, at, index, error, attempts, decision } = event;
    this.#inputs.end(pipeline, index, at);
    this.#instant(event, 'fail', { index, error, attempts, decision });
    if (typeof decision === 'number') this.#inputs.begin(pipeline, index, 'waiting', at);
  }

  #instant({ pipeline, at }: RecordedEvent, name: string, args: Readonly<Record<string, unknown>>): void {
    this.#list.addInstant(pipelineThread(pipeline), at, name, args);
  }
}

// A retry is prepared already.
function isPrepared({ pipeline, isRetry }: RecordedEventOf<'start'>): boolean {
  return pipeline.settings.maxPreparing !== undefined && !isRetry;
}

function errorArgs({ error }: RecordedEventOf<'instance' | 'end'>): Readonly<Record<string, unknown>> {
  return error === undefined ? {} : { error };
}
