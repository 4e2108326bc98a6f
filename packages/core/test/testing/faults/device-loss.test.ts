// The fault `deviceLost`: a lost device fails everything in flight and everything after it, in all its models.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, defer, subscribeOn } from 'rxjs';
import { marbles } from '../../../../../test/support/marbles.js';
import { AclError, type InferConfig, type Model } from '../../../src/index.js';
import {
  assertSettled,
  createVirtualDevice,
  type FaultPlan,
  withFaults,
} from '../../../src/testing/index.js';
import { through, timeline } from '../../support/through.js';

const lostMessage = new AclError('aclrtSynchronizeStream', 507010).message;
const drop: InferConfig<string> = { onFailure: 'drop' };

function eventsOf(model: Model): string[] {
  const events: string[] = [];
  model.events$.subscribe(({ type, instance }) => events.push(`${asyncScheduler.now()} ${type} ${instance}`));
  return events;
}

/** Runs four values through a model with a service time of 2 ms. Returns the timeline of its results. */
function timelineOf(plan: FaultPlan, config: InferConfig<string>, options = {}) {
  let lines: string[] = [];
  marbles(({ cold, flush }) => {
    const model = withFaults(createVirtualDevice({ serviceTime: 2 }), plan).createModel(options);
    lines = timeline(cold('(abcd|)').pipe(through(model, config)));
    flush();
    void model.close();
    flush();
    assertSettled(model);
  });
  return lines;
}

describe('a lost device', () => {
  it('fails the execution with that ordinal, and delivers the results before it', () => {
    expect(timelineOf({ deviceLost: 2 }, {})).toEqual(['2 a', '4 b', `6 # ${lostMessage}`]);
  });

  it('cannot be rebuilt, so no instance remains', () => {
    const lines = timelineOf({ deviceLost: 2 }, { onFailure: { retry: { count: 9 } } }, { instances: 2 });
    expect(lines.at(-1)).toContain('# The model has failed again and again');
  });

  it.each<[string, FaultPlan]>([
    ['refused', { submissions: { 1: 507011 } }],
    ['without memory', { memory: 0 }],
    ['failing', { inferences: { 1: 100000 } }],
  ])('is lost with an execution that is also %s', (_what, plan) => {
    const lines = timelineOf({ deviceLost: 1, ...plan }, drop);
    expect(lines.at(-1)).not.toMatch(/[bcd]/);
    expect(timelineOf({ deviceLost: 1, ...plan }, {}).at(-1)).toContain('failed with');
  });

  it('fails what the other instances have in flight at the same moment', () => {
    marbles(({ cold, flush }) => {
      const device = createVirtualDevice({ serviceTime: (_size, n) => (n === 0 ? 50 : 2) });
      const model = withFaults(device, { deviceLost: 1 }).createModel({ instances: 2 });
      const events = eventsOf(model);
      const lines = timeline(cold('(ab|)').pipe(through(model, { order: 'completion', ...drop })));
      flush();
      expect(lines).toEqual(['2 |']);
      expect(events.slice(0, 2).sort()).toEqual(['2 failed 0', '2 failed 1']);
      expect(events.filter((event) => event.includes('rebuilt'))).toEqual([]);
      assertSettled(model);
    });
  });

  it('fails its other models, also those that are made later', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 4 }), { deviceLost: 1 });
      const [first, second] = [device.createModel(), device.createModel()];
      const lines = [
        timeline(cold('a-b|').pipe(through(first))),
        timeline(cold('---c|').pipe(through(second))),
        timeline(
          defer(() => cold('d|').pipe(through(device.createModel()))).pipe(subscribeOn(asyncScheduler, 10)),
        ),
      ];
      const events = eventsOf(second);
      flush();
      expect(lines).toEqual([['4 a', `8 # ${lostMessage}`], ['7 c|'], [`14 # ${lostMessage}`]]);
      expect(events[0]).toBe('8 failed 0');
    });
  });

  it('does not affect other devices', () => {
    marbles(({ cold, flush }) => {
      const device = createVirtualDevice({ serviceTime: 2 });
      const plan = { deviceLost: 0 };
      const [lost, other] = [withFaults(device, plan), withFaults(device, plan)];
      const lines = [lost, other].map((each) => timeline(cold('a|').pipe(through(each.createModel()))));
      const untouched = timeline(cold('a|').pipe(through(device.createModel())));
      flush();
      expect([lines, untouched]).toEqual([[[`2 # ${lostMessage}`], [`2 # ${lostMessage}`]], ['2 a|']]);
    });
  });

  it('stays lost when a rebuild finishes that began before the loss', () => {
    marbles(({ cold, flush }) => {
      const plan = { inferences: { 0: 507011 }, slowRebuilds: { 0: 5 }, deviceLost: 1 };
      const device = withFaults(createVirtualDevice({ serviceTime: 2 }), plan);
      const model = device.createModel({ instances: 2 });
      const events = eventsOf(model);
      timeline(cold('a-b|').pipe(through(model, drop)));
      flush();
      expect(events.filter((event) => event.includes('rebuilt'))).toEqual([]);
      assertSettled(model);
    });
  });
});
