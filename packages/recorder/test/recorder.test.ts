import { AclError, type InferConfig, infer, inferFrom } from '@ascend-rx/core';
import {
  assertBalanced,
  createVirtualDevice,
  type FaultPlan,
  type VirtualDeviceOptions,
  type VirtualModelOptions,
  withFaults,
} from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import {
  concatMap,
  interval,
  map,
  type Observable,
  range,
  repeat,
  retry,
  Subject,
  type Subscription,
  take,
  takeUntil,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { Feed, setup } from '../../core/test/support/feed.js';
import { expectSettled, marbles } from '../../core/test/support/marbles.js';
import { createRecorder, type Recorder } from '../src/index.js';
import { LateScheduler } from './support/late-scheduler.js';
import { Random } from './support/random.js';
import { runPrinted } from './support/run-printed.js';

interface Scenario {
  device?: VirtualDeviceOptions;
  model?: VirtualModelOptions<'x', 'y'>;
  faults?: FaultPlan;
  config?: InferConfig<string>;
  source?: string;
  error?: unknown;
  unsubscribed?: number;
  /** Around `infer`. */
  over?: (results: Observable<string>) => Observable<string>;
  values?: (source: unknown) => unknown;
}

const ones = { inputs: () => Float32Array.of(1) };

/** Records a scenario in virtual time. */
function record(scenario: Scenario): Recorder {
  const { device = { serviceTime: 3 }, model: options, faults = {}, config = {}, values } = scenario;
  const { source = 'ab-(cd)---e 3ms f--|', error, unsubscribed, over = (results) => results } = scenario;
  const recorder = createRecorder(values ? { values } : {});
  marbles(({ cold, flush }) => {
    const model = withFaults(createVirtualDevice(device), faults).createModel(options);
    const results = cold(source, undefined, error).pipe(
      infer(model, { ...ones, ...config, recorder }),
      map((result) => result.source),
    );
    const subscription = over(results).subscribe({ error: () => {} });
    if (unsubscribed !== undefined)
      subscription.add(timer(unsubscribed).subscribe(() => subscription.unsubscribe()));
    if (unsubscribed === 0) subscription.unsubscribe();
    flush();
    assertBalanced(model);
  });
  return recorder;
}

const scenarios: [name: string, scenario: Scenario][] = [
  ['defaults', {}],
  ['an interval', { config: { callbackInterval: 3 } }],
  ['no callbacks', { config: { callbackInterval: 0, maxInFlight: 2 } }],
  [
    'callbacks that do not block',
    { device: { serviceTime: 1, callbackTime: 3 }, config: { blockType: 'no-block' } },
  ],
  [
    'callbacks that take time',
    { device: { serviceTime: 2, callbackTime: 2 }, config: { callbackInterval: 2 } },
  ],
  ['a delay of callbacks', { config: { callbackInterval: 4, maxCallbackDelay: 5 } }],
  [
    'drop-oldest',
    { model: { slots: 1 }, config: { overflow: 'drop-oldest', maxQueueSize: 2, label: 'camera' } },
  ],
  ['drop-newest', { model: { slots: 1 }, config: { overflow: 'drop-newest' } }],
  ['overflow as an error', { model: { slots: 1 }, config: { overflow: 'error' } }],
  ['stale values', { model: { slots: 1 }, config: { maxStaleness: 4 } }],
  [
    'order of completion',
    {
      model: { instances: 2 },
      device: { serviceTime: (_size, n) => [9, 1][n] ?? 2 },
      config: { order: 'completion' },
    },
  ],
  [
    'order per key',
    {
      model: { instances: 2 },
      device: { serviceTime: (_size, n) => [9, 1][n] ?? 2 },
      config: { order: (value) => value < 'c' },
    },
  ],
  ['batches', { model: { gears: [1, 2, 4] }, config: { batchSize: 3, maxQueueDelay: 2 } }],
  ['a timeout', { device: { serviceTime: (_size, n) => (n === 2 ? 30 : 1) }, config: { timeout: 6 } }],
  [
    'timeouts that drop',
    { device: { serviceTime: (_size, n) => (n === 2 ? 9 : 1) }, config: { timeout: 6, onFailure: 'drop' } },
  ],
  [
    'a refused execution',
    { faults: { submissions: { 2: 100000 } }, config: { onFailure: 'drop', callbackInterval: 2 } },
  ],
  ['a refusal that ends it', { faults: { submissions: { 2: 100000 } } }],
  ['a failure on the device', { faults: { inferences: { 2: 507015 } } }],
  [
    'retries',
    {
      faults: { inferences: { 2: 507015 }, slowRebuilds: { 0: 4 } },
      config: { onFailure: { retry: { count: 2, delay: 3 } } },
    },
  ],
  [
    'a function of the failure',
    {
      faults: { inferences: { 2: 507015 } },
      config: { onFailure: ({ index }) => (index === 2 ? 'drop' : { retry: { count: 1 } }) },
    },
  ],
  [
    'a function of the failure that throws',
    {
      faults: { inferences: { 2: 507015 } },
      config: {
        onFailure: () => {
          throw new Error('mine');
        },
      },
    },
  ],
  [
    'an onDrop that throws',
    {
      model: { slots: 1 },
      source: 'abcd|',
      config: {
        overflow: 'drop-newest',
        onDrop: (value) => {
          if (value === 'c') throw new Error('mine');
        },
      },
    },
  ],
  [
    'an onDrop that does not throw, and another error',
    { model: { slots: 1 }, source: 'ab-#', config: { overflow: 'drop-newest', onDrop: () => {} } },
  ],
  [
    'a rebuild that fails',
    {
      faults: { inferences: { 1: 507015 }, rebuilds: { 0: 500000, 1: 500000 } },
      model: { instances: 2 },
      config: { onFailure: 'drop' },
    },
  ],
  [
    'an instance that is taken out',
    { faults: { deviceLost: 2 }, config: { onFailure: { retry: { count: 9 } } } },
  ],
  ['a lost callback', { faults: { callbacks: { lost: [1] } }, config: { onFailure: 'drop' } }],
  [
    'a lost callback that nobody notices, as the execution stream does not wait for it',
    { faults: { callbacks: { lost: [1] } }, config: { blockType: 'no-block', order: 'completion' } },
  ],
  [
    'batches that start when their first would be stale',
    { model: { gears: [4] }, config: { batchSize: 4, maxQueueDelay: 5, maxStaleness: 2 } },
  ],
  ['a callback that never comes', { faults: { callbacks: { lost: [5] } } }],
  [
    'late and double callbacks',
    { faults: { callbacks: { late: { 1: 7 }, twice: [2] } }, config: { callbackInterval: 2 } },
  ],
  [
    'inputs that throw',
    {
      config: {
        onFailure: 'drop',
        inputs: (_value, index) => (index === 2 ? Float32Array.of(1, 2) : Float32Array.of(1)),
      },
    },
  ],
  [
    'inputs that end it',
    { config: { inputs: (_value, index) => Float32Array.from({ length: index === 2 ? 2 : 1 }) } },
  ],
  ["an error of the source's", { source: 'ab--#', error: new Error('lens') }],
  ['a source that never ends', { source: 'ab' }],
  ['an empty source', { source: '--|' }],
  ['a source without anything', { source: '' }],
  ['unsubscription', { unsubscribed: 7 }],
  ['unsubscription at once', { unsubscribed: 0 }],
  ['take', { over: take(3), config: { callbackInterval: 2 } }],
  [
    'takeUntil in the frame of a result',
    { over: (results) => results.pipe(takeUntil(timer(3).pipe(concatMap(() => timer(3))))) },
  ],
  ['retry', { over: retry(2), faults: { inferences: { 2: 507015 } } }],
  ['repeat', { over: repeat(2) }],
  [
    'values',
    {
      values: (source) => ({ source, camera: "the 'first'\n", __proto__: null }),
      config: { order: (value) => value === 'b' },
    },
  ],
  [
    'many at once',
    {
      source: `(${'abcdefghijklmnopqrstuvwxyz'.repeat(3)}|)`,
      config: { callbackInterval: 8 },
      model: { slots: 16 },
    },
  ],
];

describe('a printed test', () => {
  it.each(scenarios)('passes: %s', (_name, scenario) => {
    const recorder = record(scenario);
    const source = recorder.toTest('as it was');
    expect(source).toContain("it('as it was', ");
    expect(runPrinted(source)).toBe(1);
  });

  it('says it in marbles where they can', () => {
    const source = record({ config: { callbackInterval: 2 } }).toTest();
    expect(source).toContain("cold('ab-(cd)---e---f--|')");
    expect(source).toContain(".toBe('6ms (ab)--(cd)--(ef|)')");
  });

  it.each<[string, string | RegExp, string]>([
    ['a result earlier', 'abcde(f|)', 'abcd(ef|)'],
    ['another service time', 'serviceTime: 3', 'serviceTime: 2'],
    ['another interval', 'callbackInterval: 2', 'callbackInterval: 1'],
    ['another overflow', "'drop-oldest'", "'drop-newest'"],
    ['another drop', /'overflow', \d/, "'stale', 0"],
    ['another arrival', "cold('ab", "cold('a-b"],
  ])('fails with %s', (_name, what, instead) => {
    const config: InferConfig<string> = { callbackInterval: 2, overflow: 'drop-oldest' };
    const source = record({ model: { slots: 2 }, source: 'ab-(cd)---e 3ms f--|', config }).toTest();
    const changed = source.replace(
      what === 'abcde(f|)' ? /\.toBe\('(\d+)ms \(/ : what,
      what === 'abcde(f|)' ? ".toBe('1ms (" : instead,
    );
    expect(changed).not.toBe(source);
    expect(runPrinted(source)).toBe(1);
    expect(() => runPrinted(changed)).toThrow();
  });

  it('is of all pipelines of a recorder, a second model, and what ends them from outside', () => {
    const recorder = createRecorder();
    marbles(({ cold, flush }) => {
      const [one, two] = [createVirtualDevice({ serviceTime: 2 }), createVirtualDevice({ serviceTime: 3 })];
      const [first, second] = [one.createModel({ slots: 2 }), two.createModel({ slots: 1 })];
      const stage = <T>(model: typeof first, label: string) => {
        const run = infer<T>(model, { ...ones, label, recorder, maxInFlight: 2, callbackInterval: 2 });
        return (source: Observable<T>) =>
          source.pipe(
            run,
            map((result) => result.source),
          );
      };
      cold('ab-c|')
        .pipe(stage(first, 'a'), stage(second, 'b'))
        .subscribe({ error: () => {} });
      cold('-xyz---x')
        .pipe(stage(first, 'c'))
        .subscribe({ error: () => {} });
      timer(3).subscribe(() => void first.close());
      flush();
      expectSettled(first, { submitted: 6 });
      expectSettled(second, {});
    });
    const source = recorder.toTest();
    // Who is behind subscribes first.
    expect(source).toContain('void model1.close()');
    expect(source).toContain('{ frame: ');
    expect(runPrinted(source)).toBe(1);
  });

  it('replays what inferFrom pulled', () => {
    const recorder = createRecorder();
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({ slots: 3 });
      const numbers = Array.from({ length: 20 }, (_, n) => n);
      inferFrom(numbers, model, { ...ones, callbackInterval: 2, maxInFlight: 3, recorder }).subscribe();
      flush();
      expectSettled(model, { delivered: 20 });
    });
    expect(runPrinted(recorder.toTest())).toBe(1);
  });

  it('takes time in proportion to its values', () => {
    const source = (values: number) => {
      const recorder = createRecorder();
      marbles(({ flush }) => {
        const model = createVirtualDevice({ serviceTime: 1 }).createModel();
        interval(2)
          .pipe(take(values), infer(model, { ...ones, recorder }))
          .subscribe();
        flush();
      });
      return recorder.toTest();
    };
    // With a timer for each value from the beginning this would take many times as long.
    expect(runPrinted(source(5_000))).toBe(1);
  });

  it('replays rebuilds of several instances that share their time', () => {
    const recorder = record({
      device: { serviceTime: 3 },
      model: { instances: 2 },
      faults: {
        inferences: { 0: 507015, 1: 507015 },
        rebuilds: { 0: 507015, 1: 507015, 2: 507015, 3: 507015, 4: 507015 },
      },
      config: { onFailure: { retry: { count: 9 } } },
      source: 'a----b|',
    });
    const text = recorder.toTest();
    expect(text).not.toContain('not replayed');
    expect(runPrinted(text)).toBe(1);
  });

  it('of nothing is a test, too', () => {
    expect(() => runPrinted(createRecorder().toTest())).not.toThrow();
  });

  it('says what the recording has lost', () => {
    const recorder = createRecorder({ limit: 10 });
    marbles(({ flush }) => {
      range(5)
        .pipe(infer(createVirtualDevice().createModel(), { ...ones, recorder }))
        .subscribe();
      flush();
    });
    expect(recorder.dropped).toBe(18);
    expect(recorder.toTest()).toContain('// The recording has lost its 18 oldest events');
    expect(recorder.toChromeTrace().otherData.droppedEvents).toBe(18);
  });
});

describe('a recording in real time', () => {
  it('becomes a test, whatever the clock said', () => {
    const { session, model } = setup(2);
    const recorder = createRecorder();
    const feed = new Feed(model, { overflow: 'drop-oldest', onFailure: 'drop', label: 'door', recorder });
    feed.next(0, 1, 2, 3);
    session.report();
    session.report([new AclError('aclmdlExecuteAsync', 100000)]);
    feed.next(4);
    session.fail(new AclError('aclrtSynchronizeStream', 507015));
    session.rebuilt();
    feed.next(5);
    session.report();
    feed.source.complete();
    expect(feed.out).toEqual([0, 5, '|']);
    expectSettled(model, { delivered: 2, dropped: 4 });
    expect(runPrinted(recorder.toTest())).toBe(1);
    const { traceEvents } = recorder.toChromeTrace();
    expect(traceEvents.filter(({ name }) => name === 'drop')).toHaveLength(4);
  });
});

describe('a recording of an event loop that was blocked', () => {
  /** What came of two values on one slot, one of which is stale after 3 ms, while the source completes after 1. */
  function blocked(seed: number) {
    const recorder = createRecorder();
    const scheduler = new LateScheduler(new Random(seed), { once: 2, ms: 15 });
    const model = createVirtualDevice({ serviceTime: 30, scheduler }).createModel({ slots: 1 });
    const source = new Subject<number>();
    source.pipe(infer(model, { ...ones, maxStaleness: 3, recorder })).subscribe();
    source.next(1);
    source.next(2);
    scheduler.schedule(() => source.complete(), 1);
    scheduler.flush();
    expectSettled(model, { delivered: 1, dropped: 1 });
    return recorder.toTest();
  }

  it('has timers in time, and before them what came late', () => {
    const texts = Array.from({ length: 30 }, (_, seed) => blocked(seed));
    for (const text of texts) {
      // However late it really was.
      expect(text).toContain("'stale', 3]");
      if (!text.includes('not replayed')) expect(runPrinted(text)).toBe(1);
    }
    const noted = texts.filter((text) => text.includes('not replayed'));
    expect(noted.length).toBeLessThan(texts.length / 2);
  });

  it('says so where there is no room to place it', () => {
    const recorder = createRecorder();
    const scheduler = new VirtualTimeScheduler();
    const model = createVirtualDevice({ serviceTime: 40.5, scheduler }).createModel({ slots: 1 });
    const source = new Subject<number>();
    source.pipe(infer(model, { ...ones, maxStaleness: 0, overflow: 'drop-oldest', recorder })).subscribe();
    source.next(1);
    source.next(2);
    // The loop is blocked, and values come before the timer.
    scheduler.frame = 9.5;
    source.next(3);
    scheduler.flush();
    source.complete();
    expect(recorder.toTest()).toMatch(/^\/\/ .* is not replayed\.$/m);
    expectSettled(model, { delivered: 1, dropped: 2 });
  });
});

describe('a Chrome trace', () => {
  it('has processes, threads, whole spans, and times that do not go back', () => {
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

  it('tells groups of devices that do not say when they computed', () => {
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

  it('ends what is still going on', () => {
    const { model } = setup(1);
    const recorder = createRecorder();
    new Feed(model, { recorder }).next(0, 1);
    const { traceEvents } = recorder.toChromeTrace();
    expect(traceEvents.filter(({ ph }) => ph === 'b')).toHaveLength(3);
    expect(traceEvents.filter(({ ph }) => ph === 'e')).toHaveLength(3);
  });
});

describe('createRecorder', () => {
  it.each([
    [{ limit: 0 }, RangeError, 'Expected an integer ≥ 1 for `limit` but received 0'],
    [{ values: 3 }, TypeError, 'Expected a function for `values` but received 3'],
    [{ limt: 3 }, TypeError, 'did you mean `limit`?'],
  ])('refuses %j', (options, kind, message) => {
    const call = () => createRecorder(options as object);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it('is what infer takes', () => {
    const { model } = setup();
    const call = () => infer(model, { recorder: {} as Recorder });
    expect(call).toThrow('Expected a trace sink (createRecorder makes one) for `recorder` but received an empty object');
    expect(() => createRecorder().toTest(3 as never)).toThrow('Expected a string for `name`');
  });

  it('survives values that throw or cannot be said', () => {
    const recorder = createRecorder({
      values: (source) => {
        if (source === 0) throw new Error('values');
        return source === 1 ? 1n : source === 2 ? undefined : Number.NaN;
      },
    });
    const { session, model } = setup();
    const feed = new Feed(model, { recorder }).next(0, 1, 2, 3);
    for (let n = 0; n < 4; n += 1) session.report();
    expect(feed.out).toEqual([0, 1, 2, 3]);
    expect(runPrinted(recorder.toTest())).toBe(1);
    feed.subscription.unsubscribe();
    expectSettled(model, { delivered: 4 });
  });

  it('may be left in the middle of a result', () => {
    const recorder = createRecorder();
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 4 });
      const source = new Subject<number>();
      let subscription: Subscription | undefined;
      const results = source.pipe(infer(model, { ...ones, callbackInterval: 4, recorder }));
      subscription = results.subscribe(({ index }) => index === 1 && subscription?.unsubscribe());
      for (const n of [0, 1, 2, 3]) source.next(n);
      flush();
      expectSettled(model, { delivered: 2, cancelled: 2 });
    });
    const text = recorder.toTest();
    expect(text).toContain('take(2)');
    // That it leaves its source is not an ending of the source's.
    expect(text).toContain("cold('(abcd)')");
    expect(runPrinted(text)).toBe(1);
  });
});
