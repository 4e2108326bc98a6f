// Plays a scenario in virtual time and watches what must hold in all of them.
import { asyncScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { assertBalanced, createVirtualDevice } from '../../src/testing/index.js';
import { ModelWatch } from './model-watch.js';
import { PipelineWatch } from './pipeline-watch.js';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';

/** When all that ends by itself has ended; what never does is unsubscribed then. */
const horizon = 3000;
/** More events than any scenario can have unless something goes round in circles. */
const mostEvents = 20_000;

/** @throws Error that says what did not hold, and when */
export function playScenario(scenario: Scenario): void {
  const stage = new ScenarioStage();
  new TestScheduler(() => {}).run(({ flush }) => {
    stage.play(scenario);
    flush();
  });
  if (stage.problems.length > 0) throw new Error(stage.problems.slice(0, 5).join('\n'));
}

/** Holds the models and pipelines of one scenario together. */
class ScenarioStage implements Stage {
  readonly problems: string[] = [];
  readonly #models: ModelWatch[] = [];
  #events = 0;

  play({ callbackTime, devices, models, pipelines }: Scenario): void {
    const device = createVirtualDevice({ callbackTime, devices });
    for (const plan of models) this.#models.push(new ModelWatch(this, device, plan));
    for (const plan of pipelines) {
      const model = this.#models[plan.model] as ModelWatch;
      asyncScheduler.schedule(() => new PipelineWatch(this, model, plan), plan.startAt);
    }
    // Before what is still there is ended from outside.
    asyncScheduler.schedule(() => {
      for (const model of this.#models) model.atHorizon();
    }, horizon);
    asyncScheduler.schedule(() => {
      for (const model of this.#models) model.atEnd();
    }, 2 * horizon);
  }

  event(): void {
    this.#events += 1;
    if (this.#events > mostEvents) throw new Error('the scenario does not end');
    this.attempt(() => {
      for (const { model } of this.#models) assertBalanced(model);
    });
  }

  check(holds: boolean, what: string): void {
    if (!holds) this.problems.push(`at ${asyncScheduler.now()}: ${what}`);
  }

  attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.check(false, (error as Error).message);
    }
  }
}
