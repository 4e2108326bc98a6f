import type { Device } from '../port.js';
import { decorateModels } from './decorate-models.js';
import type { FaultPlan } from './fault-plan.js';
import { Faults } from './faults.js';
import { FaultySession } from './faulty-session.js';

/**
 * The same device, with whose models things go wrong as planned: for tests of how an application takes it. Works over
 * every device: the virtual one, the embedded runtime, an NPU.
 *
 * Every model made from now on has the plan to itself: ordinals count over its life, all its instances together.
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
 */
export function withFaults<D extends Device>(device: D, plan: FaultPlan): D {
  return decorateModels(device, () => {
    const faults = new Faults(plan);
    return (session) => new FaultySession(session, faults, device.scheduler);
  });
}
