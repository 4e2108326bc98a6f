// The entry `@ascend-rx/core/device`: for those who implement devices, and for programs around them.

// The port

export type { BlockType, Device, OutputLayout, Session, SessionObserver } from './port.js';

// Models over sessions

export { createModel } from './create-model.js';
export type { ModelOptions } from './model.js';

// Tensors

export type { TensorArray } from './tensor-arrays.js';
export { tensorArrays } from './tensor-arrays.js';

// Options and constants of the engine

export { rebuildDelays } from './instance/rebuild-delays.js';
export { inferDefaults } from './options/infer-defaults.js';
export { defaultQueueSizes } from './options/overflow.js';
export { assertKnownOptions, expected } from './validate.js';
