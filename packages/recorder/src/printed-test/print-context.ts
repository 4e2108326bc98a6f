import type { RecordedModel, RecordedPipeline } from '../recording/recorded-event.js';
import type { Scenario } from '../replay/scenario.js';
import { fitsMarbles } from './print-marbles.js';

/** Facts about a scenario that all printing functions share. */
export class PrintContext {
  /** Sources and expectations are marble diagrams; otherwise sources are subjects that `play` feeds. */
  readonly isMarbles: boolean;

  constructor(readonly scenario: Scenario) {
    this.isMarbles = fitsMarbles(scenario);
  }

  /** There are several pipelines, so that drops need labels. */
  get hasSeveralPipelines(): boolean {
    return this.scenario.pipelines.length > 1;
  }

  /** A variable that belongs to a model: numbered only if there are several models. */
  modelVariable(name: string, model: RecordedModel): string {
    const models = this.scenario.models.map((each) => each.model);
    return models.length === 1 ? name : `${name}${models.indexOf(model)}`;
  }

  /** A variable that belongs to a pipeline: numbered only if there are several pipelines. */
  pipelineVariable(name: string, pipeline: RecordedPipeline): string {
    const pipelines = this.scenario.pipelines.map((each) => each.pipeline);
    return pipelines.length === 1 ? name : `${name}${pipelines.indexOf(pipeline)}`;
  }

  /** All models, as a list of variables. */
  modelVariables(): string[] {
    return this.scenario.models.map(({ model }) => this.modelVariable('model', model));
  }
}
