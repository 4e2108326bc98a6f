// Virtual devices

export type { VirtualDevice, VirtualDeviceOptions } from './virtual-device.js';
export { createVirtualDevice } from './virtual-device.js';
export type { VirtualModelOptions, VirtualTensor } from './virtual-model.js';
