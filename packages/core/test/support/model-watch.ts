// A model of a scenario, and what must hold of it.
import { asyncScheduler } from 'rxjs';
import type { Model } from '../../src/index.js';
import { assertSettled, type VirtualDevice, withFaults } from '../../src/testing/index.js';
import type { ModelPlan } from './scenario.js';
import type { Stage } from './stage.js';

/** A pipeline of the model, as far as the model's watch goes. */
export interface WatchedPipeline {
  /** What ends by itself has ended now. `mayHang`: a callback of the model may have been lost. */
  atHorizon(mayHang: boolean): void;
}

export class ModelWatch {
  readonly model: Model;
  readonly pipelines: WatchedPipeline[] = [];
  readonly sums = { submitted: 0, delivered: 0, dropped: 0 };
  #drops = 0;
  #computed = 0;
  closing = false;
  #closed = false;

  constructor(
    readonly stage: Stage,
    device: VirtualDevice,
    readonly plan: ModelPlan,
  ) {
    const { slots, instances, serviceTimes, gears, failing, faults, closeAt } = plan;
    const made = faults ? withFaults(device, faults) : device;
    this.model = made.createModel({
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
        this.#drops += 1;
        stage.event();
      },
      complete: () => {
        this.#closed = true;
      },
    });
    this.model.events$.subscribe(() => stage.event());
    if (closeAt !== undefined) asyncScheduler.schedule(() => this.close(), closeAt);
  }

  /** Nothing can go wrong. */
  get calm(): boolean {
    return !this.closing && this.plan.failing.length === 0 && this.plan.faults === undefined;
  }

  /** Callbacks may never come. */
  get loses(): boolean {
    const { callbacks, random } = this.plan.faults ?? {};
    return (callbacks?.lost ?? []).length > 0 || (random?.lost ?? 0) > 0;
  }

  close(): void {
    this.closing = true;
    void this.model.close();
    this.stage.event();
  }

  atHorizon(): void {
    const { stage, model } = this;
    if (this.closing) stage.check(this.#closed, 'the model has not closed');
    for (const pipeline of this.pipelines) pipeline.atHorizon(this.loses && !this.closing);
    stage.check(
      model.busySlots <= this.plan.slots * this.plan.instances,
      'there are more slots than there are',
    );
    // What is lost comes back with the model.
    if (this.loses) this.close();
  }

  atEnd(): void {
    const { stage, model, sums } = this;
    stage.attempt(() => assertSettled(model));
    const { submitted, delivered, dropped } = model.stats().ledger;
    stage.check(
      submitted === sums.submitted && delivered === sums.delivered && dropped === sums.dropped,
      `the ledger says ${JSON.stringify({ submitted, delivered, dropped })}, but it was ${JSON.stringify(sums)}`,
    );
    stage.check(this.#drops === dropped, `dropped$ emitted ${this.#drops} drops of ${dropped}`);
    if (this.closing) stage.check(this.#closed, 'the model has not closed in the end');
  }
}
