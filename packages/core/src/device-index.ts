// The entry `@ascend-rx/core/device`: for those who implement devices, and for programs around them.

// The device interface

export type { CallerContext, CaptureContext } from './device/caller-context.js';
export type { Device } from './device/device.js';
export { layoutOf } from './device/layout-of.js';
export { outputNames } from './device/output-names.js';
export type {
  BlockType,
  ExecuteOptions,
  GroupReport,
  OutputLayout,
  Session,
  SessionObserver,
} from './device/session.js';

// Models over sessions

export { createModel } from './model/create-model.js';
export type { ModelOptions } from './model/model.js';

// Tensors

export type { TensorArray } from './tensors/tensor-arrays.js';
export { tensorArrays } from './tensors/tensor-arrays.js';

// Checks of options

export { assertKnownOptions } from './util/assert-known-options.js';
export { expected } from './util/expected.js';

// Calls of observers

export { runGuarded } from './util/run-guarded.js';

// Constants and defaults of the engine, for those who read traces

export { rebuildDelays } from './instance/rebuild-delays.js';
export { defaultMaxInFlight } from './options/default-max-in-flight.js';
export { inferDefaults } from './options/infer-defaults.js';
export { defaultQueueSizes } from './options/overflow.js';
