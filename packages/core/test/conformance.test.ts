// The conformance suite over the virtual device, plain and in the guise of one with faults.

import type { VirtualDevice } from '../src/testing/index.js';
import { createVirtualDevice, describeDevice, withFaults } from '../src/testing/index.js';

const setup = (open: () => VirtualDevice) => ({
  open,
  loadModel: (device: unknown, options: object) => (device as VirtualDevice).createModel(options),
  loadBatchModel: (device: unknown) => (device as VirtualDevice).createModel({ gears: [1, 2, 4] }),
});

describeDevice(
  'the virtual device',
  setup(() => createVirtualDevice()),
);

describeDevice(
  'the virtual device, with faults that nobody notices',
  setup(() =>
    withFaults(createVirtualDevice({ devices: 2 }), {
      random: { seed: 7, late: [0.3, 1], twice: 0.3 },
    }),
  ),
);
