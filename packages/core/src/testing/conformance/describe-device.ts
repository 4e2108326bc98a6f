import type { Model } from '../../model.js';
import type { Device } from '../../port.js';
import { decorateModels } from '../decorate-models.js';
import { withFaults } from '../with-faults.js';
import { Bench } from './bench.js';
import { Breaches } from './breaches.js';
import type { Case } from './case.js';
import { CheckedSession } from './checked-session.js';
import { runner } from './runner.js';
import type { DeviceSetup } from './setup.js';
import { batches } from './topics/batches.js';
import { failingModel } from './topics/failing-model.js';
import { topics } from './topics/index.js';

/**
 * The conformance suite: registers, with the test runner's globals, what every implementation of the port must do.
 * Order, groups and callbacks, slots after every ending, back-pressure, failures, instances, batches, and close in every
 * state; and in all of them that sessions say nothing that the port does not allow, or at the wrong time. Every case
 * opens a device of its own and closes it; none sleeps.
 *
 * ```ts
 * import { createVirtualDevice, describeDevice, type VirtualDevice } from '@ascend-rx/core/testing';
 *
 * if ('describe' in globalThis) {
 *   describeDevice('the virtual device', {
 *     open: () => createVirtualDevice(),
 *     loadModel: (device, options) => (device as VirtualDevice).createModel(options),
 *   });
 * }
 * ```
 *
 * @param name names the suite
 * @param setup makes devices and models; see {@link DeviceSetup}
 * @throws TypeError outside of a test runner, or where it keeps its globals to itself
 */
export function describeDevice(name: string, setup: DeviceSetup): void {
  const { describe, it } = runner();
  const { loadModel, loadBatchModel, loadFailingModel } = setup;
  const register = (topic: string, cases: readonly Case[], load: Load | undefined, missing: string) => {
    describe(topic, () => {
      for (const [what, body] of cases) {
        if (load) it(what, () => run(setup, load, body));
        else it.skip(`${what} (the setup has no ${missing})`, () => {});
      }
    });
  };
  describe(name, () => {
    for (const [topic, cases] of Object.entries(topics)) register(topic, cases, loadModel, 'loadModel');
    register('batches', batches, loadBatchModel, 'loadBatchModel');
    register('a model that fails', failingModel, loadFailingModel, 'loadFailingModel');
  });
}

type Load = (device: Device, options: { slots: number; instances: number }) => Model | Promise<Model>;

// One case on a device of its own.
async function run(setup: DeviceSetup, load: Load, body: (bench: Bench) => Promise<void>): Promise<void> {
  const breaches = new Breaches();
  const opened = await setup.open();
  const checked = decorateModels(opened, () => {
    return (session) => new CheckedSession(session, breaches, opened.scheduler);
  });
  const device = setup.faults ? withFaults(checked, setup.faults) : checked;
  const bench = new Bench(device, async ({ slots = 32, instances = 1, device: on = device } = {}) =>
    load(on, { slots, instances }),
  );
  try {
    await Promise.race([body(bench), breaches.first]);
  } finally {
    await Promise.race([device.close(), breaches.first]);
  }
  // Nothing more may come.
  await bench.turn();
  breaches.assertNone();
}
