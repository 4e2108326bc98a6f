// Keys of Maps for what events refer to by number. Each is unique over the whole recorder.
import type { RecordedPipeline } from './recorded-event.js';

/** Stands for an input, or for an execution, of the pipeline of an event. */
export function pipelineKey({ pipeline }: { readonly pipeline: RecordedPipeline }, number: number): string {
  return `${pipeline.number}.${number}`;
}

/** Stands for an instance of the model of an event. */
export function instanceKey(event: {
  readonly pipeline: RecordedPipeline;
  readonly instance: number;
}): string {
  return `${event.pipeline.model.number}.${event.instance}`;
}

/** Stands for the group of an event. */
export function groupKey(event: {
  readonly pipeline: RecordedPipeline;
  readonly instance: number;
  readonly group: number;
}): string {
  return `${instanceKey(event)}.${event.group}`;
}
