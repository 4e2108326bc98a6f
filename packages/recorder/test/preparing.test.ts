// What a recorder shows of pipelines that prepare their values.
import { infer, type Prepare } from '@ascend-rx/core';
import { createVirtualDevice, type VirtualModelOptions, withFaults } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map, timer } from 'rxjs';
import { setup } from '../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../test/support/marbles.js';
import { createRecorder, type Recorder } from '../src/index.js';
import { runPrinted } from './support/run-printed.js';

/** Prepares each value for so many ms; values of 0 ms at once; those in `unfit` fail then. */
function preparing(times: Readonly<Record<string, number>>, unfit = ''): Prepare<string> {
  return (value) => {
    const finish = () => {
      if (unfit.includes(value)) throw new Error('unfit');
      return value;
    };
    const time = times[value] ?? 0;
    return time === 0 ? finish() : timer(time).pipe(map(finish));
  };
}

interface Recorded {
  readonly source: string;
  readonly prepare: Prepare<string>;
  readonly config?: object;
  readonly model?: VirtualModelOptions<'x', 'y'>;
  readonly faults?: Parameters<typeof withFaults>[1];
  readonly devices?: number;
}

function record({
  source,
  prepare,
  config = {},
  model: options,
  faults = {},
  devices = 1,
}: Recorded): Recorder {
  const recorder = createRecorder();
  marbles(({ cold, flush }) => {
    const device = withFaults(createVirtualDevice({ serviceTime: 2, devices }), faults);
    const model = device.createModel(options);
    cold(source)
      .pipe(infer(model, { ...config, prepare, recorder }))
      .subscribe({ error: () => {} });
    flush();
    expectSettled(model, {});
  });
  return recorder;
}

/** The spans of inputs as `name from-to`, in ms, by input. */
function spansOf(recorder: Recorder): string[] {
  const open = new Map<string, { name: string; ts: number }>();
  const spans: string[] = [];
  for (const { ph, name, id, ts = 0 } of recorder.toChromeTrace().traceEvents) {
    if (ph === 'b') open.set(id as string, { name, ts });
    if (ph !== 'e') continue;
    const begun = open.get(id as string);
    expect(begun?.name).toBe(name);
    open.delete(id as string);
    spans.push(`${name} ${(begun?.ts ?? 0) / 1000}-${ts / 1000}`);
  }
  expect(open.size).toBe(0);
  return spans;
}

const executionsOf = (recorder: Recorder) =>
  recorder
    .toChromeTrace()
    .traceEvents.filter(({ ph }) => ph === 'X')
    .map(({ name, tid, ts = 0, dur = 0, args }) => ({
      name,
      tid,
      at: `${ts / 1000}+${dur / 1000}`,
      inputs: args?.inputs,
    }));

describe('a Chrome trace', () => {
  it('has a span for what waits, one for preparing, and one for the device', () => {
    const recorder = record({
      source: '(ab|)',
      prepare: preparing({ a: 3, b: 4 }),
      config: { maxPreparing: 1 },
    });
    expect(spansOf(recorder).filter((span) => !/ (\d+)-\1$/.test(span))).toEqual([
      'preparing 0-3',
      'waiting 0-3',
      'in slot 3-5',
      'preparing 3-7',
      'in slot 7-9',
    ]);
  });

  it('ends the span of a value that cannot be prepared, and of one that takes too long', () => {
    const recorder = record({
      source: 'abc|',
      prepare: preparing({ a: 3, b: 90, c: 1 }, 'a'),
      config: { timeout: 6, onFailure: 'drop' },
    });
    const preparingSpans = spansOf(recorder).filter((span) => span.startsWith('preparing'));
    expect(preparingSpans).toEqual(['preparing 0-3', 'preparing 2-3', 'preparing 1-7']);
  });

  it('has no second span of preparing for a retry', () => {
    const recorder = record({
      source: 'a|',
      prepare: preparing({ a: 3 }),
      config: { onFailure: { retry: { count: 1 } } },
      faults: { inferences: { 0: 507011 } },
    });
    const names = spansOf(recorder).map((span) => span.split(' ').slice(0, -1).join(' '));
    expect(names.filter((name) => name === 'preparing')).toHaveLength(1);
    expect(names.filter((name) => name === 'in slot')).toHaveLength(2);
  });

  it('shows an execution with the inputs that were left', () => {
    const recorder = record({
      source: '(abc|)',
      prepare: preparing({ a: 1, b: 5, c: 3 }, 'b'),
      config: { onFailure: 'drop', batchSize: 3, maxQueueDelay: 5 },
      model: { gears: [1, 2, 3] },
    });
    expect(executionsOf(recorder)).toEqual([
      { name: 'execution of 0, 2', tid: 1, at: '5+2', inputs: [0, 2] },
    ]);
  });

  it('shows an execution on the instance that it ran on, where that of its start has failed', () => {
    const recorder = record({
      source: '(abc|)',
      prepare: preparing({ c: 6 }),
      config: { onFailure: 'drop' },
      model: { instances: 2, slots: 2 },
      devices: 2,
      // a fails, on the first instance, on which c is being prepared.
      faults: { inferences: { 0: 507011 } },
    });
    expect(executionsOf(recorder)).toEqual([
      { name: 'execution of 1', tid: 2, at: '0+2', inputs: [1] },
      { name: 'execution of 2', tid: 2, at: '6+2', inputs: [2] },
    ]);
  });

  it('lets a group begin when it was prepared, where the device does not say when it computed', () => {
    const recorder = createRecorder();
    marbles(({ cold, flush }) => {
      const { session, model } = setup(2);
      cold('a|')
        .pipe(infer(model, { prepare: preparing({ a: 4 }), recorder }))
        .subscribe();
      asyncScheduler.schedule(() => session.report(), 6);
      flush();
      expectSettled(model, { delivered: 1 });
    });
    expect(executionsOf(recorder)).toEqual([{ name: 'group of 1', tid: 1, at: '4+2', inputs: [0] }]);
  });
});

describe('a printed test', () => {
  it('says that preparing is not replayed, and passes where it takes no time', () => {
    const recorder = record({
      source: 'ab-(cd)---e|',
      prepare: preparing({}),
      config: { callbackInterval: 2 },
    });
    const text = recorder.toTest();
    expect(text).toContain('Some pipelines prepare their values.');
    expect(text).not.toContain('prepare:');
    expect(runPrinted(text)).toBe(1);
  });

  it('says so where it takes time, too, and is a test that can be run', () => {
    const recorder = record({
      source: 'ab-(cd)---e 9ms f|',
      prepare: preparing({ a: 3, c: 5 }, 'd'),
      config: { onFailure: 'drop' },
    });
    const text = recorder.toTest();
    expect(text).toContain('the time of preparing, and what overtook what by it, is not replayed');
    // A value that could not be prepared fails in its slot there.
    expect(text).toContain('if (index in unfit) throw unfit[index]');
  });
});
