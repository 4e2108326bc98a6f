import type { TracedPipeline, TraceEvent } from '@ascend-rx/core';
import { inferDefaults } from '@ascend-rx/core/device';
import { describe, expect, it } from '@jest/globals';
import { errorSummary } from '../src/recording/error-summary.js';
import type { RecordedEvent } from '../src/recording/recorded-event.js';
import { Recording } from '../src/recording/recording.js';

const model = { name: 'model', instances: 1, slots: 4, batchSizes: undefined };
const settings = {
  ...inferDefaults,
  maxQueueSize: Number.POSITIVE_INFINITY,
  batchDelay: 0,
  hasOnDrop: false,
  label: undefined,
};
const pipelineOf = (of = model): TracedPipeline => ({ model: of, settings });
const pipeline = pipelineOf();

/** What is kept of events. */
function kept(events: readonly TraceEvent[], values?: (source: unknown) => unknown): RecordedEvent[] {
  const recording = new Recording(100, values);
  for (const event of events) recording.add(event);
  return recording.events();
}

describe('a recording', () => {
  it('numbers pipelines and models by their identity', () => {
    const other = { ...model };
    const pipelines = [pipeline, pipelineOf(), pipelineOf(other), pipeline];
    const events = kept(pipelines.map((each) => ({ type: 'open', at: 0, pipeline: each })));
    expect(events.map((event) => event.pipeline.number)).toEqual([0, 1, 2, 0]);
    expect(events.map((event) => event.pipeline.model.number)).toEqual([0, 0, 1, 0]);
    expect(events[3]?.pipeline).toBe(events[0]?.pipeline);
  });

  it('keeps JSON in place of values, and nothing without the option', () => {
    const value = { frame: 3 };
    const event: TraceEvent = { type: 'submit', at: 0, pipeline, index: 0, value };
    expect(kept([event], (source) => source)).toMatchObject([{ value: '{"frame":3}' }]);
    expect(kept([event])).toMatchObject([{ value: undefined }]);
  });

  it('keeps summaries in place of errors', () => {
    const error = Object.assign(new Error('lens'), { code: 507011 });
    const group = { instance: 0, group: 0, executions: [0, 1] };
    const events = kept([
      { type: 'sourceError', at: 0, pipeline, error },
      { type: 'refused', at: 0, pipeline, execution: 0, error },
      { type: 'callback', at: 0, pipeline, ...group, failures: [undefined, error], moments: undefined },
      { type: 'instance', at: 0, pipeline, instance: 0, step: 'failed', error },
      { type: 'drop', at: 0, pipeline, index: 0, cause: 'failure', waited: 0, error },
      { type: 'fail', at: 0, pipeline, index: 0, attempts: 1, error, decision: 'fail' },
      { type: 'end', at: 0, pipeline, ending: 'error', error, inResult: false },
    ]);
    const [, , callback] = events;
    expect(callback).toMatchObject({ failures: [undefined, 507011] });
    for (const event of events) if (event !== callback) expect(event).toMatchObject({ error: 507011 });
  });

  it('keeps a copy of moments', () => {
    const moments = Float64Array.of(1, 2, 3, 4);
    const group = { instance: 0, group: 0, executions: [0] };
    const events = kept([{ type: 'callback', at: 0, pipeline, ...group, failures: undefined, moments }]);
    moments.fill(0);
    expect(events).toMatchObject([{ moments: [1, 2, 3, 4] }]);
  });

  it('keeps keys that are primitive, and a symbol in place of each object', () => {
    const object = {};
    const keys = ['a', 1, object, {}, object];
    const start = { execution: 0, instance: 0, slot: 0, inputs: [0, 1, 2, 3, 4], isRetry: false };
    const [event] = kept([{ type: 'start', at: 0, pipeline, ...start, keys }]);
    const [text, number, first, second, third] = (event?.type === 'start' && event.keys) || [];
    expect([text, number]).toEqual(['a', 1]);
    expect(typeof first).toBe('symbol');
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  it('keeps the last events, and counts the others', () => {
    const recording = new Recording(3, undefined);
    for (let index = 0; index < 5; index += 1) recording.add({ type: 'emit', at: index, pipeline, index });
    expect(recording.events()).toMatchObject([{ index: 2 }, { index: 3 }, { index: 4 }]);
    expect(recording.dropped).toBe(2);
  });
});

describe('the summary of an error', () => {
  const unreadable = {
    get code() {
      throw new Error('code');
    },
  };
  it.each<[string, unknown, unknown]>([
    ['its code', Object.assign(new Error('text'), { code: 'ERR_TIMEOUT' }), 'ERR_TIMEOUT'],
    ['its message', new Error('text'), 'text'],
    ['a primitive', 'text', 'text'],
    ['null', null, null],
    ['a number', 3, 3],
    ['what kind of value it is: nothing', undefined, 'undefined'],
    ['what kind of value it is: a function', () => {}, 'a function'],
    ['what kind of value it is: an object', { reason: 1, status: 2 }, 'an object with `reason`, `status`'],
    ['what kind of value it is: an object without properties', Object.create(null), 'an empty object'],
    ['that it cannot be read', unreadable, 'an object that cannot be read'],
  ])('is %s', (_, error, summary) => {
    expect(errorSummary(error)).toBe(summary);
  });
});
