import type { Model } from '../../model.js';
import type { Device } from '../../port.js';
import type { FaultPlan } from '../fault-plan.js';

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
  /**
   * The same as `loadModel`, but that an inference of numbers below -1 fails on the device: not at submission, nor the
   * session's calls. Without it the cases of what a device itself says of failures, and of its rebuilds, are skipped.
   */
  loadFailingModel?: (
    device: Device,
    options: { slots: number; instances: number },
  ) => Model | Promise<Model>;
  /**
   * Goes wrong with every model of every case besides: something that no pipeline may notice, as callbacks that come
   * late or twice. Put between the device, which is held against the contract, and core.
   */
  faults?: FaultPlan;
}
