// Several instances of a model: where inputs go, and what the failure of one means for the others.
import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AclError } from '../../src/index.js';
import { createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { through, timeline } from '../support/through.js';

describe('instances', () => {
  it('work side by side: an input goes to the instance with the fewest inputs in flight', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 3, devices: 2 }).createModel({ instances: 2 });
      const lines = timeline(cold('(abcd|)').pipe(through(model)));
      flush();
      expect(lines).toEqual(['3 ab', '6 cd|']);
      expectSettled(model, { delivered: 4 });
    });
  });

  it('share the report thread of their device, not that of another', () => {
    const played = (devices: number, expected: string[]) =>
      marbles(({ cold, flush }) => {
        const device = createVirtualDevice({ serviceTime: 1, callbackTime: 4, devices });
        const lines = timeline(cold('(ab|)').pipe(through(device.createModel({ instances: 2 }))));
        flush();
        expect(lines).toEqual(expected);
      });
    played(1, ['5 a', '9 b|']);
    played(2, ['5 ab|']);
  });

  it('have slots of their own', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({ instances: 2, slots: 1 });
      let most = 0;
      const inputs = () => {
        most = Math.max(most, model.busySlots);
        return Float32Array.of(1);
      };
      const lines = timeline(cold('(abc|)').pipe(through(model, { inputs })));
      flush();
      expect(lines).toEqual(['2 ab', '4 c|']);
      expect(most).toBe(2);
      expectSettled(model, { delivered: 3 });
    });
  });

  it('fail one by one: the inputs in flight on the others are delivered', () => {
    marbles(({ cold, flush }) => {
      const plan = { inferences: { 0: 507011 } };
      const model = withFaults(createVirtualDevice({ serviceTime: 3 }), plan).createModel({ instances: 2 });
      const lines = timeline(cold('(abcd|)').pipe(through(model, { onFailure: 'drop' })));
      flush();
      // a and c were on the one that failed.
      expect(lines).toEqual(['3 b', '6 d|']);
      expectSettled(model, { delivered: 2, dropped: 2 });
    });
  });

  it('are removed when they fail again and again, and the others go on', () => {
    marbles(({ cold, flush }) => {
      const rebuilds = { 0: 507011, 1: 507011, 2: 507011, 3: 507011 };
      const device = withFaults(createVirtualDevice({ serviceTime: 1 }), {
        inferences: { 0: 507011 },
        rebuilds,
      });
      const model = device.createModel({ instances: 2 });
      const events: string[] = [];
      model.events$.subscribe(({ type, instance }) => events.push(`${type} ${instance}`));
      const lines = timeline(cold('a 2s (bcd|)').pipe(through(model, { onFailure: 'drop' })));
      flush();
      expect(events).toEqual(['failed 0', 'removed 0']);
      expect(lines).toEqual(['2002 b', '2003 c', '2004 d|']);
      expectSettled(model, { delivered: 3, dropped: 1 });
    });
  });

  it('end every pipeline, now and later, when all of them have been removed', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 1 }), { deviceLost: 0 });
      const model = device.createModel();
      const waiting = timeline(cold('-a').pipe(through(model, { onFailure: { retry: { count: 99 } } })));
      const idle = timeline(cold('-').pipe(through(model)));
      const later = timeline(cold('2s a').pipe(through(model)));
      flush();
      const lost = new AclError('aclrtSynchronizeStream', 507010).message;
      const gone = `# The model has failed again and again: ${lost}. Load it anew.`;
      expect([waiting, idle]).toEqual([[`702 ${gone}`], [`702 ${gone}`]]);
      expect(later).toEqual([`702 ${gone}`]);
      expect(timeline(cold('a').pipe(through(model)))).toEqual([expect.stringContaining(gone)]);
      expectSettled(model, { submitted: 1 });
    });
  });
});
