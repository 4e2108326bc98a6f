import type { Model } from '../../model.js';
import type { Device } from '../../port.js';
import { Bench } from './bench.js';
import { batchCases, cases } from './cases.js';
import { runner } from './runner.js';
import type { DeviceSetup } from './setup.js';

/**
 * The conformance suite: registers, with the test runner's globals, what every implementation of the port must do.
 * Order, groups and callbacks, slots after every ending, back-pressure, failures, instances, batches, and close in every
 * state. Every case opens a device of its own and closes it; none sleeps.
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
  const { loadModel, loadBatchModel } = setup;
  const run = (
    load: (device: Device, options: { slots: number; instances: number }) => Model | Promise<Model>,
  ) => {
    return (body: (bench: Bench) => Promise<void>) => async () => {
      const device = await setup.open();
      try {
        const bench = new Bench(device, async ({ slots = 32, instances = 1, device: on = device } = {}) =>
          load(on, { slots, instances }),
        );
        await body(bench);
      } finally {
        await device.close();
      }
    };
  };
  describe(name, () => {
    for (const [topic, list] of Object.entries(cases)) {
      describe(topic, () => {
        for (const [what, body] of list) it(what, run(loadModel)(body));
      });
    }
    describe('batches', () => {
      for (const [what, body] of batchCases) {
        if (loadBatchModel) it(what, run(loadBatchModel)(body));
        else it.skip(`${what} (the setup has no loadBatchModel)`, () => {});
      }
    });
  });
}
