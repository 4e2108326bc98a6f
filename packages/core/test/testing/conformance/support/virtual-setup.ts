import type { Device } from '../../../../src/index.js';
import { createVirtualDevice, type DeviceSetup, type VirtualDevice } from '../../../../src/testing/index.js';

/** The setup of the conformance suite for the virtual device. */
export const virtualSetup = (open: () => VirtualDevice = createVirtualDevice): DeviceSetup => ({
  open: () => open(),
  loadModel: (device: Device, options) => (device as VirtualDevice).createModel(options),
  loadBatchModel: (device: Device) => (device as VirtualDevice).createModel({ gears: [1, 2, 4] }),
  loadDynamicModel: (device: Device, options) =>
    (device as VirtualDevice).createModel({
      ...options,
      inputs: [{ name: 'x', type: 'float32', dims: ['rows', 'columns'] }],
      outputs: [{ name: 'y', type: 'float32', dims: ['rows', 'columns'] }],
    }),
  loadFailingModel: (device: Device, options) =>
    (device as VirtualDevice).createModel({
      ...options,
      compute: ({ x }) => {
        if (Number(x.data[0]) < -1) throw new Error('below -1');
        return { y: x.data as Float32Array };
      },
    }),
});
