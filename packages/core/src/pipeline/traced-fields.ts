// The fields of executions and groups in trace events.
import type { Execution } from '../instance/execution.js';
import type { Group } from '../instance/group.js';
import type { InferSettings } from '../options/infer-settings.js';
import type { TracedGroup, TraceFields } from '../tracing/trace-event.js';
import type { Input } from './input.js';
import { wholeDims } from './whole-dims.js';

export function tracedStart<T>(
  { number, instance, slot, jobs }: Execution<Input<T>>,
  { order }: InferSettings<T>,
): TraceFields['start'] {
  return {
    execution: number,
    instance,
    slot,
    inputs: jobs.map(({ index }) => index),
    dims: wholeDims(jobs),
    isRetry: jobs.some(({ attempts }) => attempts > 1),
    keys: typeof order === 'function' ? jobs.map(({ sequence }) => sequence?.key) : undefined,
  };
}

export function tracedGroup({ id, instance, executions }: Group<unknown>): TracedGroup {
  return { instance, group: id, executions: executions.map(({ number }) => number) };
}
