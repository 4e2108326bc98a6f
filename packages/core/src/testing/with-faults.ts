import type { Device } from '../port.js';
import { assertFaultPlan } from './assert-fault-plan.js';
import { decorateModels } from './decorate-models.js';
import { DeviceLoss } from './device-loss.js';
import type { FaultPlan } from './fault-plan.js';
import { Faults } from './faults.js';
import { FaultySession } from './faulty-session.js';

/**
 * The same device, with whose models things go wrong as planned: for tests of how an application takes it. Works over
 * every device: the virtual one, the embedded runtime, an NPU.
 *
 * Every model made from now on has the plan to itself: ordinals count over its life, all its instances together. But a
 * device that is lost is lost for all its models.
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
 * @param device any device; what it makes otherwise is left as it is
 * @param plan see {@link FaultPlan}
 * @throws TypeError or RangeError for what is no plan: unknown names, codes that are none, chances beyond 1
 */
export function withFaults<D extends Device>(device: D, plan: FaultPlan): D {
  assertFaultPlan(plan);
  const loss = new DeviceLoss();
  return decorateModels(device, ({ scheduler }) => {
    const faults = new Faults(plan, loss);
    return (session) => new FaultySession(session, faults, scheduler);
  });
}
