import type { Dispatcher } from '../dispatcher.js';
import type { InferSettings } from '../infer-settings.js';
import { Model, type ModelOptions } from '../model.js';
import type { Pipeline } from '../pipeline.js';
import type { Session } from '../port.js';

/** A model that may have to begin anew before it is used: its device's time has been cut off. */
export class RenewedModel<Outputs extends string> extends Model<Outputs> {
  readonly #renew: () => void;

  /** @param renew called before anything begins with it */
  constructor(sessions: readonly Session[], options: ModelOptions, renew: () => void) {
    super(sessions, options);
    this.#renew = renew;
  }

  override open<T>(settings: InferSettings<T>): { dispatcher: Dispatcher; pipeline: Pipeline<T> } {
    this.#renew();
    return super.open(settings);
  }

  override close(): Promise<void> {
    this.#renew();
    return super.close();
  }

  /** Nothing is in flight any more, and nobody is told. */
  renew(): void {
    this.decorate((session) => session);
  }
}
