import type { Device } from '../../device/device.js';
import type { Model } from '../../model/model.js';
import { decorateModels } from '../decorators/decorate-models.js';
import { withFaults } from '../faults/with-faults.js';
import { CheckedSession } from './contract/checked-session.js';
import { ContractViolations } from './contract/contract-violations.js';
import type { DeviceSetup } from './device-setup.js';
import type { CaseContext, ConformanceCase } from './harness/conformance-case.js';
import { testRunner } from './test-runner.js';
import { batches } from './topics/batches.js';
import { dynamicModel } from './topics/dynamic-model.js';
import { failingModel } from './topics/failing-model.js';
import { preparingBatches } from './topics/preparing-batches.js';
import { topics } from './topics.js';

/**
 * Registers the conformance suite with the globals of the test runner. The suite tests what every implementation of a
 * device must do: order of results, groups and callbacks, free slots after every ending, back-pressure, failures,
 * instances, batches, dims that are not known before, and close in every state. In every case it also checks each session against the contract of
 * `Session`. Every case opens its own device and closes it. No case sleeps.
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
 * @param name name of the suite
 * @param setup opens devices and loads models; see {@link DeviceSetup}
 * @throws TypeError outside of a test runner, or if its globals are switched off
 */
export function describeDevice(name: string, setup: DeviceSetup): void {
  const { describe, it } = testRunner();
  const { loadModel, loadBatchModel, loadDynamicModel, loadFailingModel } = setup;
  const register = (
    topic: string,
    cases: readonly ConformanceCase[],
    load: Load | undefined,
    loadName: string,
  ) => {
    describe(topic, () => {
      for (const [title, body] of cases) {
        if (load) it(title, () => runCase(setup, load, body));
        else it.skip(`${title} (the setup has no ${loadName})`, () => {});
      }
    });
  };
  describe(name, () => {
    for (const [topic, cases] of Object.entries(topics)) register(topic, cases, loadModel, 'loadModel');
    register('batches', [...batches, ...preparingBatches], loadBatchModel, 'loadBatchModel');
    register('a dynamic model', dynamicModel, loadDynamicModel, 'loadDynamicModel');
    register('a model that fails', failingModel, loadFailingModel, 'loadFailingModel');
  });
}

type Load = (device: Device, options: { slots: number; instances: number }) => Model | Promise<Model>;

async function runCase(
  setup: DeviceSetup,
  load: Load,
  body: (context: CaseContext) => Promise<void>,
): Promise<void> {
  const violations = new ContractViolations();
  const opened = await setup.open();
  const checked = decorateModels(opened, () => {
    return (session) => new CheckedSession(session, violations, opened.scheduler);
  });
  const device = setup.faults ? withFaults(checked, setup.faults) : checked;
  const context: CaseContext = {
    device,
    load: async ({ slots = 32, instances = 1, device: on = device } = {}) => load(on, { slots, instances }),
    nextTurn: () =>
      new Promise((resolve) => {
        device.scheduler.schedule(() => resolve());
      }),
  };
  try {
    await Promise.race([body(context), violations.first]);
  } finally {
    await Promise.race([device.close(), violations.first]);
  }
  // A session must not report anything after close. One turn shows what it reports at once.
  await context.nextTurn();
  violations.assertNone();
}
