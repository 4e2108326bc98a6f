import type { SchedulerLike } from 'rxjs';
import type { InferSettings } from '../options/infer-settings.js';
import type { Pipeline } from './pipeline.js';
import type { PipelineSink } from './pipeline-sink.js';

/** What opens pipelines: a model, as far as the operators and runners need it. */
export interface PipelineOpener {
  /** The number of the model's instances. */
  readonly instances: number;
  readonly scheduler: SchedulerLike;
  /**
   * Begins a pipeline.
   *
   * @throws AscendRxError ERR_CLOSED or ERR_NO_INSTANCE
   */
  open<T>(settings: InferSettings<T>, sink: PipelineSink<T>): Pipeline<T>;
}
