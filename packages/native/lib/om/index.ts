// The entry `@ascend-rx/native/om`: what offline models say of themselves.

export { compareWithTwin, type TwinDifference, type TwinSignature } from './compare-with-twin.js';
export type {
  OfflineGears,
  OfflineMemory,
  OfflineModel,
  OfflinePartition,
  OfflineTensor,
  OfflineVersions,
} from './offline-model.js';
export { readOfflineModel } from './read-offline-model.js';
