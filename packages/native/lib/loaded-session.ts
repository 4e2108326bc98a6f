// What all sessions over the addon have in common, whatever is known of the dims of their models.
import type { Session } from '@ascend-rx/core/device';
import type { AddonFailure, AddonReported } from './addon.js';

/** Memory that the addon and this side share: see `Protocol` in addon.ts. */
export interface SharedMemory {
  readonly commands: Uint32Array;
  readonly reports: Uint32Array;
  /** Undefined where the scheduler has another clock. */
  readonly timestamps: Float64Array | undefined;
}

/** One loaded copy of a model on a device. */
export interface LoadedSession extends Session {
  /** Called when everything has been released. */
  onClosed: () => void;
  /** Groups are done. Called by the addon. */
  reported(...report: Parameters<AddonReported>): void;
  /** Fail-stop. Called by the addon. */
  failed(failure: AddonFailure): void;
}
