// `withFaults`: what goes wrong by plan, over the virtual device.
import { describe, expect, it } from '@jest/globals';
import { AclError, type InferConfig, type Session } from '../src/index.js';
import { decorateModels } from '../src/testing/decorate-models.js';
import { assertSettled, createVirtualDevice, type FaultPlan, withFaults } from '../src/testing/index.js';
import { expectSettled, marbles } from './support/marbles.js';
import { through, timeline } from './support/through.js';

/** Plays five values over a model that takes 2 ms for each, and gives what came of it. */
function played(plan: FaultPlan, config: InferConfig<string> = {}, options = {}) {
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

/** What core is told, and what the device is asked for, over three values. */
function seen(plan: FaultPlan, config: InferConfig<string> = {}) {
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
          report: (...report) => {
            reports.push(report[0]);
            observer.report(...report);
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

const calm = ['2 a', '4 b', '6 c', '8 d', '10 e|'];

describe('withFaults', () => {
  it('without a fault changes nothing', () => {
    expect(played({})).toEqual(calm);
  });

  it('refuses submissions by ordinal', () => {
    expect(played({ submissions: { 1: 100000, 3: 100000 } }, { onFailure: 'drop' })).toEqual([
      '2 a',
      '4 c',
      '6 e|',
    ]);
  });

  it('fails inferences when the device gets there, and what is behind them', () => {
    const failed = new AclError('aclrtSynchronizeStream', 507015).message;
    expect(played({ inferences: { 2: 507015 } })).toEqual(['2 a', '4 b', `6 # ${failed}`]);
  });

  it('refuses launches, and loses nothing', () => {
    expect(played({ launches: [0, 1, 4] })).toEqual(calm);
  });

  it('synchronizes where a launch is refused, or has a callback stand for it that blocks', () => {
    expect(seen({ launches: [1] }).calls).toEqual(['launch block', 'synchronize', 'launch block']);
    expect(seen({ launches: [1] }, { blockType: 'no-block' }).calls).toEqual([
      'launch no-block',
      'launch block',
      'launch no-block',
    ]);
    expect(seen({ random: { seed: 1, launch: 1 } }).calls).toEqual(new Array(3).fill('synchronize'));
  });

  it('lets callbacks come late, and those behind them wait', () => {
    expect(played({ callbacks: { late: { 1: 5 } } })).toEqual(['2 a', '9 bcd', '10 e|']);
  });

  it('loses callbacks: found out with the next one, or by a timeout', () => {
    const config = { onFailure: 'drop', timeout: 20 } as const;
    expect(played({ callbacks: { lost: [1] } }, config)).toEqual(['2 a', '6 c', '8 d', '10 e|']);
    expect(played({ callbacks: { lost: [4] } }, config)).toEqual(['2 a', '4 b', '6 c', '8 d', '20 |']);
  });

  it('lets callbacks come twice, which nobody notices', () => {
    expect(played({ callbacks: { twice: [0, 1, 2, 3, 4] } })).toEqual(calm);
    expect(seen({}).reports).toEqual([0, 1, 2]);
    expect(seen({ callbacks: { twice: [1] } }).reports).toEqual([0, 1, 1, 2]);
    expect(seen({ random: { seed: 1, twice: 1 } }).reports).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('has no callback that could be late, lost or double where the launch is refused', () => {
    const plan = { launches: [1], callbacks: { late: { 1: 9 }, lost: [1], twice: [1] } };
    expect(seen(plan).reports).toEqual([0, 1, 2]);
    expect(played(plan)).toEqual(calm);
  });

  it('fails rebuilds, and lets them take their time', () => {
    const config = { onFailure: { retry: { count: 1 } } };
    const plan = { inferences: { 0: 507011 }, rebuilds: { 0: 507011 } };
    expect(played(plan, config).at(-1)).toBe('112 e|');
    const slow = { inferences: { 0: 507011 }, slowRebuilds: { 0: 7 } };
    expect(played(slow, config).at(-1)).toBe('27 e|');
  });

  it('gives memory to so many slots only', () => {
    const refused = new AclError('aclrtMalloc', 207001).message;
    expect(played({ memory: 2 }, { callbackInterval: 5 })).toEqual([`4 ab# ${refused}`]);
    expect(played({ memory: 2 }, { maxInFlight: 2 })).toEqual(calm);
  });

  it('draws from its seed: the same one gives the same faults', () => {
    const draw = (seed: number) =>
      played(
        { random: { seed, submission: 0.3, inference: 0.2, late: [0.3, 3], launch: 0.3, twice: 0.2 } },
        { onFailure: { retry: { count: 5 }, then: 'drop' } },
      ).join();
    const draws = [1, 2, 3, 4, 5, 6].map(draw);
    expect([1, 2, 3, 4, 5, 6].map(draw)).toEqual(draws);
    expect(new Set(draws).size).toBeGreaterThan(1);
  });

  it('counts over the life of a model, each model for itself, all its instances together', () => {
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

  it('leaves the rest of the device as it is', async () => {
    const device = createVirtualDevice();
    const faulty = withFaults(device, {});
    expect([faulty.name, faulty.scheduler]).toEqual([device.name, device.scheduler]);
    const model = faulty.createModel();
    await faulty.close();
    expect(() => model.open).not.toThrow();
    await model.close();
  });
});
