// A recording in the Trace Event Format: a process per model, a thread per instance and per pipeline.
import type { EventOf, ModelInfo, PipelineInfo, RecordedEvent } from './events.js';

/** One event of a {@link ChromeTrace}. Times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  /** `'M'` metadata, `'X'` a span, `'b'` and `'e'` the ends of one that may overlap others, `'i'` a moment. */
  readonly ph: 'M' | 'X' | 'b' | 'e' | 'i';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  /** Joins the ends of a span: a value's position in its pipeline. */
  readonly id?: string;
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** What `recorder.toChromeTrace()` gives, for JSON. */
export interface ChromeTrace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: {
    /** The first event's time on the device's scheduler, in ms: what `ts` counts from. */
    readonly start: number;
    /** Older events that were left out. */
    readonly droppedEvents: number;
  };
}

export function chromeTrace(events: readonly RecordedEvent[], droppedEvents: number): ChromeTrace {
  const start = events[0]?.at ?? 0;
  const spans = new Spans(start);
  for (const event of events) spans.take(event);
  const traceEvents = [...names(events), ...spans.finish()];
  return { traceEvents, displayTimeUnit: 'ms', otherData: { start, droppedEvents } };
}

const pidOf = ({ number }: ModelInfo) => number + 1;
const instanceTid = (instance: number) => instance + 1;
const pipelineTid = ({ number, model }: PipelineInfo) => model.instances + 1 + number;

function names(events: readonly RecordedEvent[]): TraceEvent[] {
  const list: TraceEvent[] = [];
  const pipelines = new Set(events.map(({ pipeline }) => pipeline));
  for (const model of new Set([...pipelines].map((pipeline) => pipeline.model))) {
    const pid = pidOf(model);
    list.push({ name: 'process_name', ph: 'M', pid, tid: 0, args: { name: model.name } });
    for (let n = 0; n < model.instances; n += 1) {
      const args = { name: `instance ${n}` };
      list.push({ name: 'thread_name', ph: 'M', pid, tid: instanceTid(n), args });
    }
  }
  for (const pipeline of pipelines) {
    const args = { name: pipeline.settings.label ?? `pipeline ${pipeline.number}` };
    list.push({
      name: 'thread_name',
      ph: 'M',
      pid: pidOf(pipeline.model),
      tid: pipelineTid(pipeline),
      args,
    });
  }
  return list;
}

/** Where an input is, since when. */
interface Stay {
  readonly name: 'waiting' | 'in slot' | 'held back';
  readonly since: number;
  readonly pipeline: PipelineInfo;
  /** Whose slot it is. */
  readonly execution: number | undefined;
}

class Spans {
  readonly #start: number;
  readonly #list: TraceEvent[] = [];
  readonly #stays = new Map<string, Stay>();
  readonly #inputs = new Map<number, readonly number[]>();
  readonly #starts = new Map<number, number>();
  // When an instance was last busy: executions without moments begin no earlier.
  readonly #busy = new Map<string, number>();
  #last: number;

  constructor(start: number) {
    this.#start = start;
    this.#last = start;
  }

  take(event: RecordedEvent): void {
    const { pipeline, at } = event;
    this.#last = Math.max(this.#last, at);
    switch (event.type) {
      case 'submit':
        this.#stay(pipeline, event.index, 'waiting', at);
        break;
      case 'start':
        this.#inputs.set(event.execution, event.inputs);
        this.#starts.set(event.execution, at);
        for (const index of event.inputs) this.#stay(pipeline, index, 'in slot', at, event.execution);
        break;
      case 'launch':
        this.#instant(event, event.launched ? 'launch' : 'synchronize', { group: event.group });
        break;
      case 'callback':
        this.#instant(event, 'callback', { group: event.group });
        this.#executed(event);
        break;
      case 'lost':
        this.#instant(event, 'callback lost', { group: event.group });
        break;
      case 'refused':
        this.#instant(event, 'refused', { error: event.error });
        break;
      case 'emit':
        this.#leave(pipeline, event.index, at);
        break;
      case 'drop':
        this.#leave(pipeline, event.index, at);
        this.#instant(event, 'drop', { index: event.index, cause: event.cause, waited: event.waited });
        break;
      case 'fail': {
        const { index, error, attempts, decision } = event;
        this.#leave(pipeline, index, at);
        this.#instant(event, 'fail', { index, error, attempts, decision });
        if (typeof decision === 'number') this.#stay(pipeline, index, 'waiting', at);
        break;
      }
      case 'instance': {
        const { model } = pipeline;
        this.#busy.set(`${model.number}.${event.instance}`, at);
        this.#list.push({
          name: event.step,
          ph: 'i',
          s: 't',
          pid: pidOf(model),
          tid: instanceTid(event.instance),
          ts: this.#ts(at),
          args: event.error === undefined ? {} : { error: event.error },
        });
        break;
      }
      case 'end':
        for (const [key, { pipeline: its }] of this.#stays) if (its === pipeline) this.#close(key, at);
        this.#instant(event, event.how, event.error === undefined ? {} : { error: event.error });
        break;
      default:
    }
  }

  /** What is still going on ends with the recording. */
  finish(): TraceEvent[] {
    for (const key of [...this.#stays.keys()]) this.#close(key, this.#last);
    // Ends come after their beginnings, and in the order in which they were recorded.
    return this.#list.sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
  }

  #ts(at: number): number {
    return Math.round((at - this.#start) * 1000);
  }

  #stay(pipeline: PipelineInfo, index: number, name: Stay['name'], at: number, execution?: number): void {
    this.#leave(pipeline, index, at);
    this.#stays.set(`${pipeline.number}.${index}`, { name, since: at, pipeline, execution });
  }

  #leave({ number }: PipelineInfo, index: number, at: number): void {
    this.#close(`${number}.${index}`, at);
  }

  #close(id: string, at: number): void {
    const stay = this.#stays.get(id);
    if (!stay) return;
    this.#stays.delete(id);
    const { name, since, pipeline } = stay;
    const of = { name, cat: 'input', id, pid: pidOf(pipeline.model), tid: pipelineTid(pipeline) };
    if (name === 'held back' && this.#ts(since) === this.#ts(at)) return;
    this.#list.push({ ...of, ph: 'b', ts: this.#ts(since) }, { ...of, ph: 'e', ts: this.#ts(at) });
  }

  #instant({ pipeline, at }: RecordedEvent, name: string, args: Record<string, unknown>): void {
    const [pid, tid] = [pidOf(pipeline.model), pipelineTid(pipeline)];
    this.#list.push({ name, ph: 'i', s: 't', pid, tid, ts: this.#ts(at), args });
  }

  // Its executions one by one if the device says when they ran, else the group as one.
  #executed(event: EventOf<'callback'>): void {
    const { pipeline, instance, executions, moments, at, group } = event;
    const key = `${pipeline.model.number}.${instance}`;
    const span = (name: string, from: number, to: number, args: object) => {
      const begin = Math.max(from, this.#busy.get(key) ?? Number.NEGATIVE_INFINITY, this.#start);
      const end = Math.max(begin, to);
      this.#busy.set(key, end);
      this.#list.push({
        name,
        ph: 'X',
        pid: pidOf(pipeline.model),
        tid: instanceTid(instance),
        ts: this.#ts(begin),
        dur: this.#ts(end) - this.#ts(begin),
        args: { pipeline: pipeline.settings.label ?? pipeline.number, group, ...args },
      });
    };
    const inputsOf = (execution: number) => this.#inputs.get(execution) ?? [];
    if (moments) {
      executions.forEach((execution, n) => {
        const inputs = inputsOf(execution);
        const [from = at, to = at] = [moments[4 * n], moments[4 * n + 3]];
        span(`execution of ${inputs.join(', ')}`, from, to, { inputs });
      });
    } else {
      const from = Math.min(at, ...executions.map((execution) => this.#starts.get(execution) ?? at));
      span(`group of ${executions.length}`, from, at, { inputs: executions.flatMap(inputsOf) });
    }
    for (const execution of executions) {
      for (const index of inputsOf(execution)) {
        const id = `${pipeline.number}.${index}`;
        // Not one that is executed once more.
        if (this.#stays.get(id)?.execution === execution) this.#stay(pipeline, index, 'held back', at);
      }
      this.#inputs.delete(execution);
      this.#starts.delete(execution);
    }
  }
}
