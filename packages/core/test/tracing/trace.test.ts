// What a trace sink receives, and what it may not disturb.
import { afterEach, describe, expect, it } from '@jest/globals';
import { asyncScheduler, config, map, of, Subject, Subscription } from 'rxjs';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { marbles } from '../../../../test/support/marbles.js';
import { createModel } from '../../src/device-index.js';
import { infer, type Model, type Tensor, type TraceEvent, type TraceSink } from '../../src/index.js';
import { tracedSettings } from '../../src/options/traced-settings.js';
import { assertSettled, createVirtualDevice, type VirtualModelOptions } from '../../src/testing/index.js';
import { settingsOf } from '../support/pipeline-parts.js';

const inputs = () => Float32Array.of(1);

afterEach(() => {
  config.onUnhandledError = null;
});

describe('a trace sink', () => {
  it('receives every event, in order, with the time of the device', () => {
    const events: TraceEvent[] = [];
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel();
      const recorder: TraceSink = { on: (event) => events.push(event) };
      const result = cold('a-b|').pipe(
        infer(model, { inputs, callbackInterval: 2, recorder }),
        map(({ source }) => source),
      );
      expectObservable(result).toBe('----(ab|)');
    });
    expect(events.map(({ at, type }) => `${at} ${type}`)).toEqual([
      '0 open',
      '0 submit',
      '0 start',
      '2 submit',
      '2 start',
      '2 launch',
      '3 sourceComplete',
      '4 callback',
      '4 emit',
      '4 emit',
      '4 end',
    ]);
    expect(events.find(({ type }) => type === 'launch')).toMatchObject({
      instance: 0,
      group: 0,
      executions: [0, 1],
      launched: true,
    });
    expect(new Set(events.map(({ pipeline }) => pipeline)).size).toBe(1);
  });

  it('does not disturb the pipeline when it throws: its errors are reported as unhandled', async () => {
    const unhandled: unknown[] = [];
    config.onUnhandledError = (error) => unhandled.push(error);
    const recorder: TraceSink = {
      on: ({ type }) => {
        if (type === 'submit') throw new Error('sink');
      },
    };
    marbles(({ cold, expectObservable }) => {
      const model = createVirtualDevice().createModel();
      const result = cold('a-b|').pipe(
        infer(model, { inputs, recorder }),
        map(({ source }) => source),
      );
      expectObservable(result).toBe('a-b|');
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([new Error('sink'), new Error('sink')]);
  });

  it('receives an event of an instance once, however many pipelines have that sink', () => {
    const events: TraceEvent[] = [];
    marbles(({ cold }) => {
      let calls = 0;
      const compute = ({ x }: { x?: Tensor }) => {
        calls += 1;
        if (calls === 1) throw new Error('device');
        return { y: x?.data };
      };
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({ compute } as VirtualModelOptions);
      const recorder: TraceSink = { on: (event) => events.push(event) };
      for (let n = 0; n < 3; n += 1) {
        cold('a-')
          .pipe(infer(model, { inputs, onFailure: 'drop', recorder }))
          .subscribe();
      }
    });
    const steps = events.flatMap((event) => (event.type === 'instance' ? [event.step] : []));
    expect(steps).toEqual(['failed', 'rebuilding', 'rebuilt']);
    expect(events.filter(({ type }) => type === 'drop')).toHaveLength(3);
  });
});

describe('a trace sink that calls back in the middle of an event', () => {
  /** Runs two pipelines on a model with one slot, and acts once when the sink of the first one receives an event of `type`. */
  function play(type: TraceEvent['type'], act: (model: Model, first: Subscription) => unknown) {
    const session = new ManualSession(1);
    const model = createModel([session], { scheduler: asyncScheduler, name: 'manual' });
    const out: unknown[] = [];
    let done = false;
    const first = new Subscription();
    const source = new Subject<number>();
    const recorder: TraceSink = {
      on: (event) => {
        if (event.type !== type || done) return;
        done = true;
        act(model, first);
      },
    };
    first.add(
      source.pipe(infer(model, { inputs, recorder })).subscribe({
        next: ({ source: value }) => out.push(value),
        error: ({ code }) => out.push(code),
        complete: () => out.push('|'),
      }),
    );
    source.next(1);
    return { session, model, out };
  }

  it('gives the slot back of an execution whose pipeline it has ended: others get it', () => {
    const { session, model } = play('start', (_, first) => first.unsubscribe());
    const results: number[] = [];
    of(1)
      .pipe(infer(model, { inputs }))
      .subscribe(({ source }) => results.push(source));
    session.report();
    expect(results).toEqual([1]);
    assertSettled(model);
  });

  it('closes the model at the start of an execution: what has a slot is delivered, then the model closes', async () => {
    const { session, model, out } = play('start', (closing) => closing.close());
    session.report();
    await model.close();
    expect(out).toEqual([1, 'ERR_CLOSED']);
    assertSettled(model);
  });

  it('closes the model when the pipeline opens: its subscriber gets an error', async () => {
    const { model, out } = play('open', (closing) => closing.close());
    await model.close();
    expect(out).toEqual(['ERR_CLOSED']);
    expect(model.stats().pipelines).toEqual([]);
  });

  it('pushes into another pipeline when a group is launched: groups reach the session in order', () => {
    const session = new ManualSession(4);
    const model = createModel([session], { scheduler: asyncScheduler, name: 'manual' });
    const other = new Subject<number>();
    const results: string[] = [];
    other.pipe(infer(model, { inputs })).subscribe(() => results.push('other'));
    const recorder: TraceSink = { on: ({ type }) => type === 'launch' && other.next(2) };
    of(1)
      .pipe(infer(model, { inputs, recorder }))
      .subscribe(() => results.push('first'));
    session.report();
    session.report();
    expect(results).toEqual(['first', 'other']);
  });

  it('has one end event, also if it unsubscribes at the end', () => {
    const ends: string[] = [];
    const source = new Subject<number>();
    const model = createVirtualDevice().createModel();
    const recorder: TraceSink = {
      on: (event) => {
        if (event.type !== 'end') return;
        ends.push(event.ending);
        subscription.unsubscribe();
      },
    };
    const subscription = source.pipe(infer(model, { inputs, recorder })).subscribe();
    source.complete();
    expect(ends).toEqual(['complete']);
  });
});

describe('tracedSettings', () => {
  it('replaces functions by values', () => {
    const settings = settingsOf({ order: (value) => value, onFailure: () => 'drop', onDrop: () => {} });
    const traced = tracedSettings(settings);
    expect(traced).toMatchObject({ order: 'key', onFailure: 'function', hasOnDrop: true, maxInFlight: 100 });
    expect(Object.values(traced).filter((value) => typeof value === 'function')).toEqual([]);
    expect(structuredClone(traced)).toEqual(traced);
  });

  it('keeps values', () => {
    const traced = tracedSettings(settingsOf({ order: 'completion', onFailure: { retry: { count: 2 } } }));
    expect(traced).toMatchObject({
      order: 'completion',
      onFailure: { retry: { count: 2 } },
      hasOnDrop: false,
    });
  });
});
