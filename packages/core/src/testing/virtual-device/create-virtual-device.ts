import { asyncScheduler } from 'rxjs';
import { AscendRxError } from '../../errors/ascend-rx-error.js';
import { assertKnownOptions } from '../../util/assert-known-options.js';
import { assertInteger, assertTime } from '../../util/assertions.js';
import { expected } from '../../util/expected.js';
import { assertServiceTime, defineVirtualModel } from './define-virtual-model.js';
import { nodeContexts } from './node-contexts.js';
import { ReportThread } from './report-thread.js';
import { ResettableModel } from './resettable-model.js';
import { TrackingScheduler } from './tracking-scheduler.js';
import type { VirtualDevice, VirtualDeviceOptions } from './virtual-device.js';
import type { VirtualModelOptions } from './virtual-model-options.js';
import { VirtualSession } from './virtual-session.js';

/**
 * Creates a device whose time is the time of a scheduler: for marble tests of pipelines, on any machine.
 *
 * The virtual device simulates execution streams that work in order, slots, groups, blocking callbacks, and one report
 * thread per device. With `serviceTime: 10` an execution occupies its execution stream for 10 frames. With
 * `callbackTime: 0` the results of a group are emitted in the frame in which its last execution ends, if the callback
 * has been launched by then.
 *
 * One device may serve many runs of TestSchedulers. When a handler throws, a TestScheduler discards its pending actions.
 * The next pipeline then finds the models of the device in their initial state, with all counters at 0. The pipelines of
 * the interrupted run are not notified.
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
 * @throws TypeError or RangeError for unknown options and wrong values
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
  const trackingScheduler = new TrackingScheduler(scheduler);
  const captureContext = nodeContexts();
  const reportThreads = Array.from(
    { length: devices },
    () => new ReportThread(trackingScheduler, callbackTime),
  );
  const models: ResettableModel<string>[] = [];
  const resetAfterInterruption = () => {
    if (!trackingScheduler.detectDiscardedActions()) return;
    for (const thread of reportThreads) thread.clear();
    for (const model of models) model.reset();
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
      const definition = defineVirtualModel(modelOptions as VirtualModelOptions, serviceTime);
      const sessions = Array.from(
        { length: definition.instances },
        (_, i) =>
          new VirtualSession(definition, trackingScheduler, reportThreads[i % devices] as ReportThread),
      );
      const { samplingPeriod } = modelOptions;
      const model = new ResettableModel<Outputs>(
        sessions,
        {
          scheduler: trackingScheduler,
          name: 'virtual model',
          ...(samplingPeriod === undefined ? {} : { samplingPeriod }),
          ...(captureContext && { captureContext }),
        },
        resetAfterInterruption,
      );
      models.push(model as unknown as ResettableModel<string>);
      return model;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
