import type { Device } from '../../../device/device.js';
import type { Model } from '../../../model/model.js';

/** What a case of the suite works with. */
export interface CaseContext {
  /** The device that was opened for this case. */
  readonly device: Device;
  /**
   * Loads the model of this case. Each option has a default.
   *
   * @param options.slots per instance. Default 32
   * @param options.instances Default 1
   * @param options.device `device`, or a decorated `device`. Default `device`
   */
  readonly load: (options?: { slots?: number; instances?: number; device?: Device }) => Promise<Model>;
  /** Resolves when the scheduler of the device has run the actions that are due now. */
  readonly nextTurn: () => Promise<void>;
}

/** One requirement that every device must meet. */
export type ConformanceCase = readonly [title: string, run: (context: CaseContext) => Promise<void>];
