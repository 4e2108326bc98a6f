import { type InferConfig, infer, inferFrom } from '@ascend-rx/core';
import { createVirtualDevice, withFaults } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { concat, concatMap, interval, map, type Observable, of, range, take, timer } from 'rxjs';
import { expectSettled, marbles } from '../../../test/support/marbles.js';
import { createRecorder } from '../src/index.js';
import { runPrinted } from './support/run-printed.js';
import { ones, record, scenarios } from './support/scenarios.js';

describe('a printed test', () => {
  it.each(scenarios)('passes: %s', (_name, scenario) => {
    const recorder = record(scenario);
    const source = recorder.toTest('as it was');
    expect(source).toContain("it('as it was', ");
    expect(runPrinted(source)).toBe(1);
  });

  it('has marble diagrams where they can express it', () => {
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

  it('has all pipelines of a recorder, over two models, and what ends them from outside', () => {
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
    // The second stage of the first pipeline subscribes before the first stage.
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

  it('takes time in proportion to the number of values', () => {
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
    // If all timers were set at the beginning, the test would take many times as long.
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

  it('replays a callback that was late, and how long the execution took before it', () => {
    const recorder = record({
      device: { serviceTime: 2 },
      faults: { callbacks: { late: { 1: 4 } } },
      config: { callbackInterval: 2, maxCallbackDelay: 3 },
    });
    const text = recorder.toTest();
    expect(text).toContain('serviceTime: 2 ');
    expect(text).toContain('callbacks: { late: { 1: 4 } }');
    expect(text).not.toContain('not replayed');
    expect(runPrinted(text)).toBe(1);
  });

  it('replays a callback that had not come when its instance failed, though a later one had', () => {
    const recorder = record({
      faults: { callbacks: { lost: [1] }, inferences: { 4: 507015 } },
      config: { blockType: 'no-block', order: 'completion', onFailure: 'drop' },
    });
    const text = recorder.toTest();
    expect(text).toContain('callbacks: { lost: [1] }');
    expect(text).not.toContain('not replayed');
    expect(runPrinted(text)).toBe(1);
  });

  // The retry's timer is set in frame 3, for frame 6.
  it.each([
    { name: 'before the source emitted', timerSetIn: 4, result: '9ms (a|)' },
    { name: 'after the source had emitted', timerSetIn: 2, result: '12ms (a|)' },
  ])('replays a retry that became due in a frame $name', ({ timerSetIn, result }) => {
    const recorder = createRecorder();
    marbles(({ flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 3 }), { inferences: { 0: 507015 } });
      const model = device.createModel({ slots: 1 });
      const retried = infer<string>(model, {
        ...ones,
        recorder,
        onFailure: { retry: { count: 1, delay: 3 } },
      });
      of('a').pipe(retried).subscribe();
      const last$ = timer(timerSetIn - 1).pipe(concatMap(() => timer(6 - timerSetIn)));
      concat(timer(1), last$)
        .pipe(infer(model, { ...ones, recorder }))
        .subscribe();
      flush();
      expectSettled(model, { delivered: 3 });
    });
    const text = recorder.toTest();
    expect(text).toContain(`.toBe('${result}')`);
    expect(text).not.toContain('not replayed');
    expect(runPrinted(text)).toBe(1);
  });

  it('is a test without any recorded event, too', () => {
    expect(() => runPrinted(createRecorder().toTest())).not.toThrow();
  });

  it('has valid names when nothing is left of the first pipeline', () => {
    const recorder = createRecorder({ limit: 60 });
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: (_size, n) => 1 + (n % 3) }).createModel();
      const run = (values: number) =>
        interval(2)
          .pipe(take(values), infer(model, { ...ones, recorder }))
          .subscribe();
      for (const values of [1, 20, 20]) run(values);
      flush();
      expectSettled(model, { delivered: 41 });
    });
    const text = recorder.toTest();
    expect(recorder.dropped).toBeGreaterThan(0);
    expect(text).toContain('const serviceTimes = [');
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
