import type { SchedulerLike } from 'rxjs';
import { Dispatcher } from './dispatcher.js';
import { AscendRxError } from './errors/ascend-rx-error.js';
import type { InferSettings } from './infer-settings.js';
import type { Ledger } from './ledger.js';
import { Pipeline } from './pipeline.js';
import type { Session } from './port.js';
import { outputReader } from './read-outputs.js';
import type { TensorInfo } from './tensor.js';

/** What a model has done so far, over all its pipelines. */
export interface ModelStats {
  /** Inferences given to the device (`aclmdlExecuteAsync`). */
  readonly executions: number;
  /** Callbacks launched (`aclrtLaunchCallback`). */
  readonly callbacks: number;
  readonly ledger: Ledger;
}

/**
 * A loaded model: what {@link infer} runs. Many pipelines may use one at once; they share its slots in fair turns.
 * Made by a device, closed by `close()` or with its device.
 */
export class Model {
  /** For people: the file it was loaded from. */
  readonly name: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** @internal */
  readonly readOutputs: ReturnType<typeof outputReader>;
  readonly #session: Session;
  readonly #dispatcher: Dispatcher;
  readonly #now: () => number;
  #closing: Promise<void> | undefined;

  /** @internal Use a device's `loadModel` or `createModel`; devices use {@link createModel}. */
  constructor(session: Session, { scheduler, name }: { scheduler: SchedulerLike; name: string }) {
    this.name = name;
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.readOutputs = outputReader(session.outputs, session.layout);
    this.#session = session;
    this.#now = () => scheduler.now();
    this.#dispatcher = new Dispatcher(session, this.#now);
  }

  /** Counters, as they are now. */
  stats(): ModelStats {
    const { executions, callbacks } = this.#dispatcher;
    return { executions, callbacks, ledger: this.#dispatcher.ledger() };
  }

  /**
   * Ends the model: what has a slot is finished and delivered, then context, execution stream and memory are given
   * back. Pipelines that want more, now or later, end with AscendRxError ERR_CLOSED. Idempotent.
   */
  close(): Promise<void> {
    if (this.#closing) return this.#closing;
    let resolve = () => {};
    // Known before anybody is told: a pipeline that starts over because of it finds the model closed.
    this.#closing = new Promise((done) => {
      resolve = done;
    });
    this.#dispatcher.onIdle = () => {
      this.#dispatcher.onIdle = () => {};
      this.#session.close(() => {
        this.#dispatcher.released();
        resolve();
      });
    };
    this.#dispatcher.drain();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Slots that are not free: also those of pipelines that have ended, until the device is done with them. */
  get busySlots(): number {
    return this.#dispatcher.busySlots;
  }

  /** @internal A pipeline of this model, for one subscription. */
  open<T>(settings: InferSettings): Pipeline<T> {
    if (this.#closing) throw new AscendRxError('ERR_CLOSED', `The model ${this.name} is closed`);
    const pipeline = new Pipeline<T>(this.#dispatcher, this.#now, settings);
    this.#dispatcher.begin(pipeline);
    return pipeline;
  }
}
