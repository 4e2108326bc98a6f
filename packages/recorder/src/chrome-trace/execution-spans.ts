import { instanceKey, pipelineKey } from '../recording/event-keys.js';
import type { RecordedEventOf } from '../recording/recorded-event.js';
import { instanceThread } from './thread.js';
import type { TraceList } from './trace-list.js';

/** An execution that has not been reported. */
interface Running {
  /** In ms on the device's scheduler. */
  readonly startedAt: number;
  /** Indexes of its inputs. */
  readonly inputs: readonly number[];
}

/** The spans of executions and groups, on the threads of the instances. */
export class ExecutionSpans {
  readonly #list: TraceList;
  readonly #running = new Map<string, Running>();
  // By instance: the end of its last span. Spans of one thread must not overlap.
  readonly #busyUntil = new Map<string, number>();

  constructor(list: TraceList) {
    this.#list = list;
  }

  started(event: RecordedEventOf<'start'>): void {
    const { at: startedAt, inputs } = event;
    this.#running.set(pipelineKey(event, event.execution), { startedAt, inputs });
  }

  /** The device has it only from now on, and without the inputs that could not be prepared. */
  prepared(event: RecordedEventOf<'prepared'>): void {
    const { at: startedAt, inputs } = event;
    this.#running.set(pipelineKey(event, event.execution), { startedAt, inputs });
  }

  /** The inputs of an execution that has not been reported. */
  inputsOf(event: RecordedEventOf<'callback'>, execution: number): readonly number[] {
    return this.#running.get(pipelineKey(event, execution))?.inputs ?? [];
  }

  /** Adds a span for each execution if the device says when each ran, else one for the group. */
  reported(event: RecordedEventOf<'callback'>): void {
    const { executions, moments, at } = event;
    if (moments) {
      executions.forEach((execution, n) => {
        const inputs = this.inputsOf(event, execution);
        const [from = at, to = at] = [moments[4 * n], moments[4 * n + 3]];
        this.#add(event, `execution of ${inputs.join(', ')}`, from, to, inputs);
      });
      return;
    }
    const starts = executions.map((execution) => this.#running.get(pipelineKey(event, execution))?.startedAt);
    const from = Math.min(at, ...starts.map((start) => start ?? at));
    const inputs = executions.flatMap((execution) => this.inputsOf(event, execution));
    this.#add(event, `group of ${executions.length}`, from, at, inputs);
  }

  /** The executions of a group are over. */
  forget(event: RecordedEventOf<'callback'>): void {
    for (const execution of event.executions) this.#running.delete(pipelineKey(event, execution));
  }

  /** This step ended every execution of the instance. */
  stepped(event: RecordedEventOf<'instance'>): void {
    this.#busyUntil.set(instanceKey(event), event.at);
  }

  #add(
    event: RecordedEventOf<'callback'>,
    name: string,
    from: number,
    to: number,
    inputs: readonly number[],
  ): void {
    const { pipeline, instance, group } = event;
    const key = instanceKey(event);
    const begin = Math.max(from, this.#busyUntil.get(key) ?? this.#list.start, this.#list.start);
    const end = Math.max(begin, to);
    this.#busyUntil.set(key, end);
    const ts = this.#list.timestamp(begin);
    this.#list.add({
      name,
      ph: 'X',
      ...instanceThread(pipeline.model, instance),
      ts,
      dur: this.#list.timestamp(end) - ts,
      args: { pipeline: pipeline.settings.label ?? pipeline.number, group, inputs },
    });
  }
}
