// A model of a scenario, and what must hold of it.
import { asyncScheduler } from 'rxjs';
import type { Model } from '../../src/index.js';
import { assertSettled, type VirtualDevice } from '../../src/testing/index.js';
import { PlannedModel } from './planned-model.js';
import type { ModelPlan } from './scenario.js';
import type { Stage } from './stage.js';

/** A pipeline of the model, as far as the model's watch goes. */
export interface WatchedPipeline {
  /** What ends by itself has ended now. `mayHang`: a callback of the model may have been lost. */
  atHorizon(mayHang: boolean): void;
}

export class ModelWatch {
  readonly pipelines: WatchedPipeline[] = [];
  readonly sums = { submitted: 0, delivered: 0, dropped: 0 };
  closing = false;
  readonly #planned: PlannedModel;

  constructor(
    readonly stage: Stage,
    device: VirtualDevice,
    readonly plan: ModelPlan,
  ) {
    this.#planned = new PlannedModel(device, plan, () => stage.event());
    const { closeAt } = plan;
    if (closeAt !== undefined) asyncScheduler.schedule(() => this.close(), closeAt);
  }

  get model(): Model {
    return this.#planned.model;
  }

  /** Nothing can go wrong. */
  get calm(): boolean {
    return !this.closing && this.plan.failing.length === 0 && this.plan.faults === undefined;
  }

  close(): void {
    this.closing = true;
    void this.model.close();
    this.stage.event();
  }

  atHorizon(): void {
    const { stage, model } = this;
    if (this.closing) stage.check(this.#planned.closed, 'the model has not closed');
    for (const pipeline of this.pipelines) pipeline.atHorizon(this.#planned.loses && !this.closing);
    stage.check(
      model.busySlots <= this.plan.slots * this.plan.instances,
      'there are more slots than there are',
    );
    // What is lost comes back with the model.
    if (this.#planned.loses) this.close();
  }

  atEnd(): void {
    const { stage, model, sums } = this;
    stage.attempt(() => assertSettled(model));
    const { submitted, delivered, dropped } = model.stats().ledger;
    stage.check(
      submitted === sums.submitted && delivered === sums.delivered && dropped === sums.dropped,
      `the ledger says ${JSON.stringify({ submitted, delivered, dropped })}, but it was ${JSON.stringify(sums)}`,
    );
    stage.check(
      this.#planned.drops === dropped,
      `dropped$ emitted ${this.#planned.drops} drops of ${dropped}`,
    );
    if (this.closing) stage.check(this.#planned.closed, 'the model has not closed in the end');
  }
}
