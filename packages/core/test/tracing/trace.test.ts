// What a trace sink receives, and what it may not disturb.
import { afterEach, describe, expect, it } from '@jest/globals';
import { config, map } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import { infer, type Tensor, type TraceEvent, type TraceSink } from '../../src/index.js';
import { tracedSettings } from '../../src/options/traced-settings.js';
import { createVirtualDevice, type VirtualModelOptions } from '../../src/testing/index.js';
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
