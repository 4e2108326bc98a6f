import type { Device } from '../../device/device.js';
import type { Model } from '../../model/model.js';
import type { FaultPlan } from '../faults/fault-plan.js';

/** What the conformance suite needs to test an implementation. */
export interface DeviceSetup {
  /** Opens a device. Called once per case; the case closes the device. */
  open(): Device | Promise<Device>;
  /**
   * Loads a model with one input and one output, both of float32. The output is a copy of the input.
   *
   * @param device the device to load the model on
   * @param options.slots per instance
   * @param options.instances loads of the model
   */
  loadModel(device: Device, options: { slots: number; instances: number }): Model | Promise<Model>;
  /** Loads the same model with gears for batches of 1, 2 and 4. If absent, the cases of batches are skipped. */
  loadBatchModel?: (device: Device) => Model | Promise<Model>;
  /**
   * Loads a model with one input and one output, both of float32 and of two dims whose sizes are not known before an
   * execution. The output is a copy of the input, with its dims. Absent: the cases of dynamic models are skipped.
   */
  loadDynamicModel?: (
    device: Device,
    options: { slots: number; instances: number },
  ) => Model | Promise<Model>;
  /**
   * Loads the same model as `loadModel`, with one difference: an inference of a number below -1 fails on the device. Its
   * submission must succeed. If absent, the cases of failures that the device itself reports are skipped.
   */
  loadFailingModel?: (
    device: Device,
    options: { slots: number; instances: number },
  ) => Model | Promise<Model>;
  /**
   * Faults for every model of every case. Pipelines must not notice them: use late callbacks and callbacks that are
   * reported twice. The faults are injected above the session that checks the device against its contract.
   */
  faults?: FaultPlan;
}
