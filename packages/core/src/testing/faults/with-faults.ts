import type { Device } from '../../device/device.js';
import { guardedScheduler } from '../../util/guarded-scheduler.js';
import { decorateModels } from '../decorators/decorate-models.js';
import { assertFaultPlan } from './assert-fault-plan.js';
import { DeviceLoss } from './device-loss.js';
import { FaultInjector } from './fault-injector.js';
import type { FaultPlan } from './fault-plan.js';
import { FaultySession } from './faulty-session.js';

/**
 * Returns the same device, with faults in its models: for tests of how an application handles failures. It works with
 * every device: the virtual device, the embedded runtime, an NPU.
 *
 * Each model that the returned device makes follows the plan on its own: ordinals count the operations of that model, over
 * all its instances. Only the loss of the device (`deviceLost`) is shared by all its models.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { createVirtualDevice, withFaults } from '@ascend-rx/core/testing';
 * import { of } from 'rxjs';
 *
 * const device = withFaults(createVirtualDevice(), { submissions: { 1: 507011 } });
 * of(1, 2, 3)
 *   .pipe(infer(device.createModel(), { inputs: (n) => Float32Array.of(n), onFailure: 'drop' }))
 *   .subscribe(({ source }) => console.log(source)); // 1, 3
 * ```
 *
 * @param device any device. Results of its methods that are not models stay as they are
 * @param plan see {@link FaultPlan}
 * @throws TypeError or RangeError for a wrong plan: an unknown name, a code that is not an integer or is 0, a probability
 *   above 1
 */
export function withFaults<D extends Device>(device: D, plan: FaultPlan): D {
  assertFaultPlan(plan);
  const deviceLoss = new DeviceLoss();
  return decorateModels(device, ({ scheduler }) => {
    const injector = new FaultInjector(plan, deviceLoss);
    const guarded = guardedScheduler(scheduler);
    return (session) => new FaultySession(session, injector, guarded);
  });
}
