import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Model } from '../model.js';
import type { Device } from '../port.js';
import { assertInteger, assertKnownOptions, assertTime, expected } from '../validate.js';
import { RenewedModel } from './renewed-model.js';
import { ReportThread } from './report-thread.js';
import {
  assertServiceTime,
  defineModel,
  type ServiceTime,
  type VirtualModelOptions,
} from './virtual-model.js';
import { VirtualSession } from './virtual-session.js';
import { WatchedScheduler } from './watched-scheduler.js';

/** Options of {@link createVirtualDevice}. Times are in milliseconds: frames of a TestScheduler. */
export interface VirtualDeviceOptions {
  /** How long an execution occupies its execution stream, unless the model says otherwise. Default 0. */
  serviceTime?: ServiceTime;
  /** How long a callback occupies the report thread. Default 0. */
  callbackTime?: number;
  /** How many devices it stands for, each with a report thread of its own. Default 1. */
  devices?: number;
  /**
   * What time runs on. Default rxjs `asyncScheduler`, which is virtual inside `TestScheduler.run`; for a
   * TestScheduler that is flushed without `run`, give that.
   */
  scheduler?: SchedulerLike;
}

/** A device of pure TypeScript. Made by {@link createVirtualDevice}. */
export interface VirtualDevice extends Device {
  /** A model that computes what you say. Synchronous, so that a test can make it inside `TestScheduler.run`. */
  createModel<const Inputs extends string = 'x', const Outputs extends string = 'y'>(
    options?: VirtualModelOptions<Inputs, Outputs>,
  ): Model<Outputs>;
}

/**
 * A device whose time is its scheduler's: for marble tests of pipelines, on any machine.
 *
 * It models what matters: execution streams in order, slots, groups, blocking callbacks, one report thread per device.
 * With `serviceTime: 10` an inference takes 10 frames of its execution stream; with `callbackTime: 0` a group is
 * emitted in the frame in which its last inference has ended and its callback is launched.
 *
 * One device may serve many runs of TestSchedulers. A run that a failing assertion cuts off leaves nothing behind: the next
 * pipeline finds the models as new, their counters too, and the pipelines of that run are told nothing more.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { createVirtualDevice } from '@ascend-rx/core/testing';
 * import { map } from 'rxjs';
 * import { TestScheduler } from 'rxjs/testing';
 *
 * new TestScheduler((actual, expected) => console.assert(JSON.stringify(actual) === JSON.stringify(expected))).run(
 *   ({ cold, expectObservable }) => {
 *     const model = createVirtualDevice({ serviceTime: 3 }).createModel();
 *     const results$ = cold('ab|').pipe(
 *       infer(model, { inputs: () => Float32Array.of(1) }),
 *       map(({ source }) => source),
 *     );
 *     expectObservable(results$).toBe('---a--(b|)');
 *   },
 * );
 * ```
 *
 * @param options see {@link VirtualDeviceOptions}
 */
export function createVirtualDevice(options: VirtualDeviceOptions = {}): VirtualDevice {
  assertKnownOptions('createVirtualDevice', options, ['serviceTime', 'callbackTime', 'devices', 'scheduler']);
  const { serviceTime = 0, callbackTime = 0, devices = 1, scheduler = asyncScheduler } = options;
  assertServiceTime(serviceTime);
  assertTime('callbackTime', callbackTime);
  assertInteger('devices', devices, 1);
  if (typeof scheduler?.schedule !== 'function' || typeof scheduler.now !== 'function') {
    throw new TypeError(expected('an rxjs scheduler', 'scheduler', scheduler));
  }
  const time = new WatchedScheduler(scheduler);
  const reportThreads = Array.from({ length: devices }, () => new ReportThread(time, callbackTime));
  const models: RenewedModel<string>[] = [];
  const renew = () => {
    if (!time.wasCutOff()) return;
    for (const thread of reportThreads) thread.clear();
    for (const model of models) model.renew();
  };
  let closed = false;
  const close = () => {
    closed = true;
    return Promise.all(models.map((model) => model.close())).then(() => {});
  };
  return {
    name: 'virtual device',
    scheduler,
    createModel<Inputs extends string, Outputs extends string>(
      modelOptions: VirtualModelOptions<Inputs, Outputs> = {},
    ) {
      if (closed) throw new AscendRxError('ERR_CLOSED', 'The device is closed. Create another one.');
      const definition = defineModel(modelOptions as VirtualModelOptions, serviceTime);
      const sessions = Array.from(
        { length: definition.instances },
        (_, i) => new VirtualSession(definition, time, reportThreads[i % devices] as ReportThread),
      );
      const { samplingPeriod } = modelOptions;
      const model = new RenewedModel<Outputs>(
        sessions,
        {
          scheduler: time,
          name: 'virtual model',
          ...(samplingPeriod === undefined ? {} : { samplingPeriod }),
        },
        renew,
      );
      models.push(model as unknown as RenewedModel<string>);
      return model;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
