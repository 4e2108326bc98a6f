import { createVirtualDevice } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { Feed, setup } from '../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../test/support/marbles.js';
import { createRecorder } from '../src/index.js';
import { record } from './support/scenarios.js';

describe('a Chrome trace', () => {
  it('shows where the calls of a runner are, and how each ends', () => {
    const recorder = createRecorder();
    const model = createVirtualDevice().createModel({ slots: 1 });
    const runner = model.runner({ recorder, maxQueueSize: 1, label: 'requests' });
    const abort = new AbortController();
    const one = Float32Array.of(1);
    marbles(({ flush }) => {
      const calls = [runner.run(one), runner.run(one, { signal: abort.signal }), runner.run(one)];
      for (const call of calls) call.catch(() => {});
      abort.abort();
      flush();
    });
    const { traceEvents } = recorder.toChromeTrace();
    const instants = traceEvents.filter(({ ph }) => ph === 'i').map(({ name }) => name);
    expect(instants).toEqual(['launch', 'fail', 'cancel', 'callback']);
    // Each input has come to its end: no span is cut off by the end of the recording.
    const spans = traceEvents.filter(({ ph }) => ph === 'b').map(({ name }) => name);
    expect(spans.sort()).toEqual(['in slot', 'waiting', 'waiting', 'waiting']);
    expectSettled(model, { submitted: 3, delivered: 1, cancelled: 1, failed: 1 });
    expect(recorder.toTest()).toContain('// Some pipelines are those of runners.');
  });

  it('has named processes and threads, spans that end, and times that do not go back', () => {
    const recorder = record({
      model: { slots: 2, instances: 2 },
      faults: { inferences: { 3: 507015 } },
      source: '(abcdefg|)',
      config: { overflow: 'drop-oldest', label: 'camera', onFailure: { retry: { count: 1 } } },
    });
    const trace = recorder.toChromeTrace();
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    expect(trace).toMatchObject({ displayTimeUnit: 'ms', otherData: { start: 0, droppedEvents: 0 } });
    const open = new Map<string, string>();
    const last = new Map<string, number>();
    const busy = new Map<string, number>();
    const threads = new Set<string>();
    for (const { name, ph, pid, tid, ts = 0, dur = -1, id, args } of trace.traceEvents) {
      const thread = `${pid}.${tid}`;
      if (ph === 'M') {
        if (name === 'thread_name') threads.add(thread);
        continue;
      }
      expect(threads.has(thread)).toBe(true);
      expect(ts).toBeGreaterThanOrEqual(last.get(thread) ?? 0);
      last.set(thread, ts);
      if (ph === 'X') {
        expect(dur).toBeGreaterThanOrEqual(0);
        expect(ts).toBeGreaterThanOrEqual(busy.get(thread) ?? 0);
        busy.set(thread, ts + dur);
        expect(args).toMatchObject({ pipeline: 'camera' });
      } else if (ph === 'b') {
        expect(open.has(id as string)).toBe(false);
        open.set(id as string, name);
      } else if (ph === 'e') {
        expect(open.get(id as string)).toBe(name);
        open.delete(id as string);
      } else expect(ph).toBe('i');
    }
    expect(open.size).toBe(0);
    const names = new Set(trace.traceEvents.map(({ name }) => name));
    for (const name of [
      'waiting',
      'in slot',
      'launch',
      'callback',
      'drop',
      'fail',
      'failed',
      'rebuilt',
      'complete',
    ]) {
      expect(names).toContain(name);
    }
    expect(trace.traceEvents.find(({ name }) => name === 'execution of 0')).toMatchObject({
      ts: 0,
      dur: 3000,
    });
  });

  it('has a span for each group of a device that does not say when it computed', () => {
    const { session, model } = setup(2);
    const recorder = createRecorder();
    const feed = new Feed(model, { callbackInterval: 2, recorder });
    feed.next(0, 1);
    session.report();
    feed.source.complete();
    const spans = recorder.toChromeTrace().traceEvents.filter(({ ph }) => ph === 'X');
    expect(spans).toMatchObject([{ name: 'group of 2', args: { inputs: [0, 1] } }]);
    expectSettled(model, { delivered: 2 });
  });

  it('ends spans that are open when the recording ends', () => {
    const { model } = setup(1);
    const recorder = createRecorder();
    new Feed(model, { recorder }).next(0, 1);
    const { traceEvents } = recorder.toChromeTrace();
    expect(traceEvents.filter(({ ph }) => ph === 'b')).toHaveLength(3);
    expect(traceEvents.filter(({ ph }) => ph === 'e')).toHaveLength(3);
  });
});
