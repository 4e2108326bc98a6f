// Virtual devices

export type { VirtualDevice, VirtualDeviceOptions } from './virtual-device.js';
export { createVirtualDevice } from './virtual-device.js';
export type { VirtualModelOptions, VirtualTensor } from './virtual-model.js';

// What goes wrong

export type { FaultPlan } from './fault-plan.js';

// Assertions, for any test runner and any device

export { assertBalanced } from './assert-balanced.js';
export { assertSettled } from './assert-settled.js';
