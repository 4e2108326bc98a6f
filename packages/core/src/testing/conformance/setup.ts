import type { Model } from '../../model.js';
import type { Device } from '../../port.js';

/** What the conformance suite needs of an implementation. */
export interface DeviceSetup {
  /** A device, opened for one case and closed after it. */
  open(): Device | Promise<Device>;
  /**
   * A model whose only output is its only input, of float32, on that device.
   *
   * @param options.slots per instance
   * @param options.instances loads of the model
   */
  loadModel(device: Device, options: { slots: number; instances: number }): Model | Promise<Model>;
  /** The same with gears for batches of 1, 2 and 4. Without it the cases of batches are skipped. */
  loadBatchModel?: (device: Device) => Model | Promise<Model>;
}
