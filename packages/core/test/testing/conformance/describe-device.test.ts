// The conformance suite over the virtual device, without and with faults.
import { createVirtualDevice, describeDevice } from '../../../src/testing/index.js';
import { virtualSetup } from './support/virtual-setup.js';

describeDevice('the virtual device', virtualSetup());

describeDevice('the virtual device, with faults that pipelines must not notice', {
  ...virtualSetup(() => createVirtualDevice({ devices: 2 })),
  faults: { random: { seed: 7, late: [0.3, 1], twice: 0.3 } },
});
