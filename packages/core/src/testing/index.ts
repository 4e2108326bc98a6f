// Virtual devices

export type { VirtualDevice, VirtualDeviceOptions } from './virtual-device.js';
export { createVirtualDevice } from './virtual-device.js';
export type { ServiceTime, VirtualModelOptions, VirtualTensor } from './virtual-model.js';

// What goes wrong

export type { FaultPlan, RandomFaults } from './fault-plan.js';
export { withFaults } from './with-faults.js';

// Assertions, for any test runner and any device

export { assertBalanced } from './assert-balanced.js';
export { assertSettled } from './assert-settled.js';

// The contract of devices, for their implementations

export { describeDevice } from './conformance/describe-device.js';
export type { DeviceSetup } from './conformance/setup.js';
