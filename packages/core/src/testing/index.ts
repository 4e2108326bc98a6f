// Virtual devices

export { createVirtualDevice } from './virtual-device/create-virtual-device.js';
export type { VirtualDevice, VirtualDeviceOptions } from './virtual-device/virtual-device.js';
export type {
  ServiceTime,
  VirtualModelOptions,
  VirtualTensor,
} from './virtual-device/virtual-model-options.js';

// Faults

export type { FaultPlan, RandomFaults } from './faults/fault-plan.js';
export { withFaults } from './faults/with-faults.js';

// Assertions, for any test runner and any device

export { assertBalanced } from './assertions/assert-balanced.js';
export { assertSettled } from './assertions/assert-settled.js';

// The conformance suite, for implementations of devices

export { describeDevice } from './conformance/describe-device.js';
export type { DeviceSetup } from './conformance/device-setup.js';
