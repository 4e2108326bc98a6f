// The entry `@ascend-rx/native/om`: what offline models say of themselves.

export { type Gears, gearDims, gearsText } from '../reading/gears.js';
export { compareWithTwin, type TwinDifference, type TwinSignature } from './compare-with-twin.js';
export { isOfflineModel } from './is-offline-model.js';
export type {
  OfflineMemory,
  OfflineModel,
  OfflinePartition,
  OfflineTensor,
  OfflineVersions,
} from './offline-model.js';
export { readOfflineModel } from './read-offline-model.js';
export { findTwin, twinRemedy } from './twin.js';
