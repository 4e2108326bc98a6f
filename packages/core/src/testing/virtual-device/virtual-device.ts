import type { SchedulerLike } from 'rxjs';
import type { Device } from '../../device/device.js';
import type { Model } from '../../model/model.js';
import type { ServiceTime, VirtualModelOptions } from './virtual-model-options.js';

/** Options of {@link createVirtualDevice}. Times are in milliseconds, which are frames of a TestScheduler. */
export interface VirtualDeviceOptions {
  /** How long an execution occupies its execution stream, if the model has no service time of its own. Default 0. */
  serviceTime?: ServiceTime;
  /** How long a callback occupies the report thread. Default 0. */
  callbackTime?: number;
  /** Number of devices to simulate, each with its own report thread. Default 1. */
  devices?: number;
  /**
   * The scheduler whose time the device uses. Default: rxjs `asyncScheduler`, whose time is virtual inside
   * `TestScheduler.run`. Set this option to a TestScheduler that you flush without `run`. Work that a scheduler would run
   * inside of `schedule`, as `queueScheduler` does, runs after the current task.
   */
  scheduler?: SchedulerLike;
}

/** A device of pure TypeScript. Made by {@link createVirtualDevice}. */
export interface VirtualDevice extends Device {
  /** Makes a model from a function. This call is synchronous, so a test can use it inside `TestScheduler.run`. */
  createModel<const Inputs extends string = 'x', const Outputs extends string = 'y'>(
    options?: VirtualModelOptions<Inputs, Outputs>,
  ): Model<Outputs>;
}
