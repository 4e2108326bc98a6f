// Processes and threads of a Chrome trace: a process for each model, a thread for each instance and each pipeline.
import type { RecordedEvent, RecordedModel, RecordedPipeline } from '../recording/recorded-event.js';
import type { ChromeTraceEvent } from './chrome-trace.js';

/** Where an event is drawn. */
export interface Thread {
  readonly pid: number;
  readonly tid: number;
}

export function instanceThread(model: RecordedModel, instance: number): Thread {
  return { pid: pidOf(model), tid: instance + 1 };
}

export function pipelineThread({ number, model }: RecordedPipeline): Thread {
  return { pid: pidOf(model), tid: model.instances + 1 + number };
}

/** The metadata that names the processes and threads of a recording. */
export function threadNames(events: readonly RecordedEvent[]): ChromeTraceEvent[] {
  const list: ChromeTraceEvent[] = [];
  const nameThread = (thread: Thread, name: string) =>
    list.push({ name: 'thread_name', ph: 'M', ...thread, args: { name } });
  const pipelines = new Set(events.map(({ pipeline }) => pipeline));
  for (const model of new Set([...pipelines].map((pipeline) => pipeline.model))) {
    list.push({ name: 'process_name', ph: 'M', pid: pidOf(model), tid: 0, args: { name: model.name } });
    for (let n = 0; n < model.instances; n += 1) nameThread(instanceThread(model, n), `instance ${n}`);
  }
  for (const pipeline of pipelines) {
    nameThread(pipelineThread(pipeline), pipeline.settings.label ?? `pipeline ${pipeline.number}`);
  }
  return list;
}

const pidOf = ({ number }: RecordedModel) => number + 1;
