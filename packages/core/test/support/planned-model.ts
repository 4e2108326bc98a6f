// A model as a scenario plans it.
import type { Model } from '../../src/index.js';
import { type VirtualDevice, withFaults } from '../../src/testing/index.js';
import type { ModelPlan } from './scenario.js';

/** The model, and what it has announced so far. */
export class PlannedModel {
  readonly model: Model;
  /** Drops that `dropped$` has emitted. */
  drops = 0;
  /** Instances that were removed. */
  removed = 0;
  /** Whether `dropped$` has completed: the model has closed. */
  closed = false;
  #computed = 0;

  /** @param onEvent called for every drop and every event of the model, when it has been counted */
  constructor(
    device: VirtualDevice,
    readonly plan: ModelPlan,
    onEvent: () => void,
  ) {
    const { slots, instances, serviceTimes, gears, failing, faults } = plan;
    this.model = (faults ? withFaults(device, faults) : device).createModel({
      slots,
      instances,
      serviceTime: (_, n) => serviceTimes[n % serviceTimes.length] as number,
      ...(gears ? { gears } : {}),
      compute: ({ x }) => {
        this.#computed += 1;
        if (failing.includes(this.#computed - 1)) throw new Error('compute');
        return { y: [2 * Number(x?.data[0])] };
      },
    }) as Model;
    this.model.dropped$.subscribe({
      next: () => {
        this.drops += 1;
        onEvent();
      },
      complete: () => {
        this.closed = true;
      },
    });
    this.model.events$.subscribe(({ type }) => {
      if (type === 'removed') this.removed += 1;
      onEvent();
    });
  }

  /** Callbacks may never come. */
  get loses(): boolean {
    const { callbacks, random } = this.plan.faults ?? {};
    return (callbacks?.lost ?? []).length > 0 || (random?.lost ?? 0) > 0;
  }
}
