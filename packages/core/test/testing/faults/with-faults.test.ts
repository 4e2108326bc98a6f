// Each fault of a plan, over the virtual device.
import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../../test/support/marbles.js';
import type { Session } from '../../../src/device-index.js';
import { AclError, type InferConfig } from '../../../src/index.js';
import { decorateModels } from '../../../src/testing/decorators/decorate-models.js';
import {
  assertSettled,
  createVirtualDevice,
  type FaultPlan,
  withFaults,
} from '../../../src/testing/index.js';
import { through, timeline } from '../../support/through.js';

/** Runs five values through a model with a service time of 2 ms. Returns the timeline of its results. */
function timelineOf(plan: FaultPlan, config: InferConfig<string> = {}, options = {}) {
  let lines: string[] = [];
  marbles(({ cold, flush }) => {
    const device = withFaults(createVirtualDevice({ serviceTime: 2 }), plan);
    const model = device.createModel(options);
    lines = timeline(cold('(abcde|)').pipe(through(model, config)));
    flush();
    void model.close();
    flush();
    assertSettled(model);
  });
  return lines;
}

/** Runs three values. Returns the calls that the device receives and the groups that are reported to the model. */
function callsAndReports(plan: FaultPlan, config: InferConfig<string> = {}) {
  const calls: string[] = [];
  const reports: number[] = [];
  const below = (session: Session) =>
    overridden(session, {
      launchCallback: (group, slots, blockType) => {
        calls.push(`launch ${blockType}`);
        session.launchCallback(group, slots, blockType);
      },
      synchronize: (group, slots) => {
        calls.push('synchronize');
        session.synchronize(group, slots);
      },
    });
  const above = (session: Session) =>
    overridden(session, {
      observe: (observer) =>
        session.observe({
          failed: (error) => observer.failed(error),
          report: (group, report) => {
            reports.push(group);
            observer.report(group, report);
          },
        }),
    });
  marbles(({ cold, flush }) => {
    const faulty = withFaults(
      decorateModels(createVirtualDevice(), () => below),
      plan,
    );
    const model = decorateModels(faulty, () => above).createModel();
    const lines = timeline(cold('(abc|)').pipe(through(model, config)));
    flush();
    expect(lines).toEqual(['0 abc|']);
    assertSettled(model);
  });
  return { calls, reports };
}

const overridden = (session: Session, own: Partial<Session>): Session =>
  new Proxy(session, {
    get: (target, key) => {
      const value: unknown = Reflect.get(key in own ? own : target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

const withoutFaults = ['2 a', '4 b', '6 c', '8 d', '10 e|'];

describe('withFaults', () => {
  it('changes nothing with an empty plan', () => {
    expect(timelineOf({})).toEqual(withoutFaults);
  });

  it('refuses submissions by ordinal', () => {
    expect(timelineOf({ submissions: { 1: 100000, 3: 100000 } }, { onFailure: 'drop' })).toEqual([
      '2 a',
      '4 c',
      '6 e|',
    ]);
  });

  it('fails an inference when the device reaches it, and everything behind it', () => {
    const failed = new AclError('aclrtSynchronizeStream', 507015).message;
    expect(timelineOf({ inferences: { 2: 507015 } })).toEqual(['2 a', '4 b', `6 # ${failed}`]);
  });

  it('refuses launches without losing results', () => {
    expect(timelineOf({ launches: [0, 1, 4] })).toEqual(withoutFaults);
  });

  it('replaces a refused launch by a synchronize, or a no-block callback by a block callback', () => {
    expect(callsAndReports({ launches: [1] }).calls).toEqual(['launch block', 'synchronize', 'launch block']);
    expect(callsAndReports({ launches: [1] }, { blockType: 'no-block' }).calls).toEqual([
      'launch no-block',
      'launch block',
      'launch no-block',
    ]);
    expect(callsAndReports({ random: { seed: 1, launch: 1 } }).calls).toEqual(
      new Array(3).fill('synchronize'),
    );
  });

  it('delays late callbacks and the callbacks behind them', () => {
    expect(timelineOf({ callbacks: { late: { 1: 5 } } })).toEqual(['2 a', '9 bcd', '10 e|']);
  });

  it('loses callbacks, which the next callback or a timeout reveals', () => {
    const config = { onFailure: 'drop', timeout: 20 } as const;
    expect(timelineOf({ callbacks: { lost: [1] } }, config)).toEqual(['2 a', '6 c', '8 d', '10 e|']);
    expect(timelineOf({ callbacks: { lost: [4] } }, config)).toEqual(['2 a', '4 b', '6 c', '8 d', '20 |']);
  });

  it('reports callbacks twice, which pipelines do not notice', () => {
    expect(timelineOf({ callbacks: { twice: [0, 1, 2, 3, 4] } })).toEqual(withoutFaults);
    expect(callsAndReports({}).reports).toEqual([0, 1, 2]);
    expect(callsAndReports({ callbacks: { twice: [1] } }).reports).toEqual([0, 1, 1, 2]);
    expect(callsAndReports({ random: { seed: 1, twice: 1 } }).reports).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('applies no fault of callbacks to a refused launch', () => {
    const plan = { launches: [1], callbacks: { late: { 1: 9 }, lost: [1], twice: [1] } };
    expect(callsAndReports(plan).reports).toEqual([0, 1, 2]);
    expect(timelineOf(plan)).toEqual(withoutFaults);
  });

  it('fails rebuilds and delays them', () => {
    const config = { onFailure: { retry: { count: 1 } } };
    const plan = { inferences: { 0: 507011 }, rebuilds: { 0: 507011 } };
    expect(timelineOf(plan, config).at(-1)).toBe('112 e|');
    const slow = { inferences: { 0: 507011 }, slowRebuilds: { 0: 7 } };
    expect(timelineOf(slow, config).at(-1)).toBe('27 e|');
  });

  it('limits the number of slots with memory', () => {
    const refused = new AclError('aclrtMalloc', 207001).message;
    expect(timelineOf({ memory: 2 }, { callbackInterval: 5 })).toEqual([`4 ab# ${refused}`]);
    expect(timelineOf({ memory: 2 }, { maxInFlight: 2 })).toEqual(withoutFaults);
  });

  it('gives the same random faults for the same seed', () => {
    const draw = (seed: number) =>
      timelineOf(
        { random: { seed, submission: 0.3, inference: 0.2, late: [0.3, 3], launch: 0.3, twice: 0.2 } },
        { onFailure: { retry: { count: 5 }, then: 'drop' } },
      ).join();
    const draws = [1, 2, 3, 4, 5, 6].map(draw);
    expect([1, 2, 3, 4, 5, 6].map(draw)).toEqual(draws);
    expect(new Set(draws).size).toBeGreaterThan(1);
  });

  it('counts ordinals per model, over all its instances and pipelines', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 1 }), { submissions: { 2: 507011 } });
      const models = [device.createModel({ instances: 2 }), device.createModel()];
      const lines = models.flatMap((model) =>
        ['(ab|)', '--------(cd|)'].map((source) =>
          timeline(cold(source).pipe(through(model, { onFailure: 'drop' }))),
        ),
      );
      flush();
      expect(lines).toEqual([['1 ab|'], ['9 d|'], ['1 a', '2 b|'], ['9 d|']]);
      for (const model of models) expectSettled(model, { delivered: 3, dropped: 1 });
    });
  });

  it('does not change the rest of the device', async () => {
    const device = createVirtualDevice();
    const faulty = withFaults(device, {});
    expect([faulty.name, faulty.scheduler]).toEqual([device.name, device.scheduler]);
    const model = faulty.createModel();
    await faulty.close();
    expect(() => model.open).not.toThrow();
    await model.close();
  });
});
