// Devices
export { Device } from './device.js';
export type { EmbeddedFault, EmbeddedSettings } from './embedded-settings.js';
export type { LoadOptions } from './load-options.js';
export type { DeviceOptions } from './open-device.js';
export { openDevice } from './open-device.js';

// This package's files
export type { Paths } from './paths.js';
export { paths } from './paths.js';
