// What goes wrong by plan, put between the device and core.
import { of, range } from 'rxjs';
import { assertSettled } from '../../assert-settled.js';
import { withFaults } from '../../with-faults.js';
import { Bench, numbers } from '../bench.js';
import { type Case, codeOf, failing } from '../case.js';
import { same } from '../runner.js';

export const failures: readonly Case[] = [
  [
    'a refused submission fails its input alone',
    async ({ device, load }) => {
      const plan = { submissions: { 1: failing, 5: failing } };
      const model = await load({ device: withFaults(device, plan) });
      const error = await Bench.ending(Bench.run(model, range(3), { callbackInterval: 3 }));
      same(codeOf(error), failing, 'code');
      same(await Bench.all(model, 5, { onFailure: 'drop', callbackInterval: 2 }), [0, 1, 3, 4], 'results');
      await Bench.settled(model);
    },
  ],
  [
    'a refused launch loses nothing',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { launches: [0, 2] }) });
      same(await Bench.all(model, 10, { callbackInterval: 2 }), numbers(10), 'results');
      assertSettled(model);
    },
  ],
  [
    'a failure on the device is fail-stop, and the model is built anew',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { inferences: { 4: failing } }) });
      const error = await Bench.ending(Bench.run(model, range(10), { callbackInterval: 2, maxInFlight: 2 }));
      same(codeOf(error), failing, 'code');
      await Bench.settled(model);
    },
  ],
  [
    'what failed is executed again, in its place',
    async ({ device, load }) => {
      const plan = { inferences: { 3: failing }, submissions: { 9: failing }, rebuilds: { 0: failing } };
      const model = await load({ device: withFaults(device, plan), instances: 2 });
      const onFailure = { retry: { count: 3 } };
      same(await Bench.all(model, 20, { onFailure, callbackInterval: 2 }), numbers(20), 'results');
      assertSettled(model);
    },
  ],
  [
    'what is lost fails by its timeout, and the model can be closed',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { callbacks: { lost: [0] } }) });
      same(codeOf(await Bench.ending(Bench.run(model, of(0), { timeout: 5 }))), 'ERR_TIMEOUT', 'code');
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'callbacks that come late or twice change nothing',
    async ({ device, load }) => {
      const plan = { callbacks: { late: { 1: 2, 3: 1 }, twice: [0, 2, 3] } };
      const model = await load({ device: withFaults(device, plan) });
      same(await Bench.all(model, 10, { callbackInterval: 2 }), numbers(10), 'results');
      assertSettled(model);
    },
  ],
  [
    'a device that is lost fails all that it has, and what comes later',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { deviceLost: 3 }), instances: 2 });
      const error = await Bench.ending(Bench.run(model, range(10), { maxInFlight: 2 }));
      same(codeOf(error), 507010, 'code');
      await model.close();
      assertSettled(model);
    },
  ],
];
