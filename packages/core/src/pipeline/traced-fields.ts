// The fields of executions and groups in trace events.
import type { Execution } from '../instance/execution.js';
import type { Group } from '../instance/group.js';
import type { InferSettings } from '../options/infer-settings.js';
import type { TracedGroup, TraceFields } from '../tracing/trace-event.js';
import type { Input } from './input.js';
import { wholeDims } from './whole-dims.js';

/** @param queueSize how many inputs wait */
export function tracedStart<T>(
  { number, instance, slot, jobs }: Execution<Input<T>>,
  { order, batchSize }: InferSettings<T>,
  queueSize: number,
): TraceFields['start'] {
  const dims = wholeDims(jobs);
  return {
    execution: number,
    instance,
    slot,
    inputs: jobs.map(({ index }) => index),
    dims,
    // The loader stops before a batch is full only at an input of other dims.
    putBack: dims && jobs.length < batchSize && queueSize > 0 ? queueSize : undefined,
    isRetry: jobs.some(({ attempts }) => attempts > 1),
    keys: typeof order === 'function' ? jobs.map(({ sequence }) => sequence?.key) : undefined,
  };
}

export function tracedGroup({ id, instance, executions }: Group<unknown>): TracedGroup {
  return { instance, group: id, executions: executions.map(({ number }) => number) };
}
