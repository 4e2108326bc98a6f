import type { Session } from '../../device/session.js';
import { Model, type ModelOptions } from '../../model/model.js';
import type { InferSettings } from '../../options/infer-settings.js';
import type { Pipeline } from '../../pipeline/pipeline.js';
import type { PipelineSink } from '../../pipeline/pipeline-sink.js';
import type { TrackingScheduler } from './tracking-scheduler.js';

/** A model that can be reset to its initial state, because its scheduler may discard actions that the model waits for. */
export class ResettableModel<Outputs extends string> extends Model<Outputs> {
  readonly #scheduler: TrackingScheduler;
  readonly #beforeUse: () => void;

  /**
   * @param beforeUse called before a pipeline opens, before a call of a runner, and before the model closes; it may call
   *   {@link reset}
   */
  constructor(
    sessions: readonly Session[],
    options: ModelOptions & { scheduler: TrackingScheduler },
    beforeUse: () => void,
  ) {
    super(sessions, options);
    this.#scheduler = options.scheduler;
    this.#beforeUse = beforeUse;
  }

  override open<T>(settings: InferSettings<T>, sink: PipelineSink<T>): Pipeline<T> {
    this.#beforeUse();
    return super.open(settings, sink);
  }

  override get generation(): number {
    this.#beforeUse();
    return super.generation;
  }

  // Promises do not run in virtual time.
  override afterTurn(work: () => void): void {
    if (this.#scheduler.isVirtual) this.#scheduler.schedule(work);
    else super.afterTurn(work);
  }

  override close(): Promise<void> {
    this.#beforeUse();
    return super.close();
  }

  /** Forgets everything that is in flight. The pipelines that wait for it are not notified. */
  reset(): void {
    this.decorate((session) => session);
  }
}
