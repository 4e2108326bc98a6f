import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { createModel } from '../create-model.js';
import type { Model } from '../model.js';
import type { Device } from '../port.js';
import { assertKnownOptions, expected } from '../validate.js';
import { FaultySession } from './faulty-session.js';
import { ReportThread } from './report-thread.js';
import { defineModel, type VirtualModelOptions } from './virtual-model.js';
import { VirtualSession } from './virtual-session.js';

/** Options of {@link createVirtualDevice}. Times are in milliseconds: frames of a TestScheduler. */
export interface VirtualDeviceOptions {
  /** How long an inference occupies its execution stream, unless the model says otherwise. Default 0. */
  serviceTime?: number;
  /** How long a callback occupies the report thread. Default 0. */
  callbackTime?: number;
  /**
   * What time runs on. Default rxjs `asyncScheduler`, which is virtual inside `TestScheduler.run`; for a
   * TestScheduler that is flushed without `run`, give that.
   */
  scheduler?: SchedulerLike;
}

/** A device of pure TypeScript. Made by {@link createVirtualDevice}. */
export interface VirtualDevice extends Device {
  /** A model that computes what you say. Synchronous, so that a test can make it inside `TestScheduler.run`. */
  createModel(options?: VirtualModelOptions): Model;
}

/**
 * A device whose time is its scheduler's: for marble tests of pipelines, on any machine.
 *
 * It models what matters: execution streams in order, slots, groups, blocking callbacks, one report thread per device.
 * With `serviceTime: 10` an inference takes 10 frames of its execution stream; with `callbackTime: 0` a group is
 * emitted in the frame in which its last inference has ended and its callback is launched.
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
  assertKnownOptions('createVirtualDevice', options, ['serviceTime', 'callbackTime', 'scheduler']);
  const { serviceTime = 0, callbackTime = 0, scheduler = asyncScheduler } = options;
  for (const [name, time] of Object.entries({ serviceTime, callbackTime })) {
    if (!(time >= 0)) throw new RangeError(expected('a number of milliseconds ≥ 0', name, time));
  }
  const reportThread = new ReportThread(scheduler, callbackTime);
  const models: Model[] = [];
  const close = () => Promise.all(models.map((model) => model.close())).then(() => {});
  return {
    name: 'virtual device',
    scheduler,
    createModel(modelOptions = {}) {
      const definition = defineModel(modelOptions, serviceTime);
      const session = new VirtualSession(definition, scheduler, reportThread);
      const { faults } = definition;
      const model = createModel(faults ? new FaultySession(session, faults, scheduler) : session, {
        scheduler,
        name: 'virtual model',
      });
      models.push(model);
      return model;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
