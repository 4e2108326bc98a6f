import { type Observable, type SchedulerLike, Subject } from 'rxjs';
import { Dispatcher } from './dispatcher.js';
import type { Drop } from './drop.js';
import type { AclError } from './errors/acl-error.js';
import { AscendRxError } from './errors/ascend-rx-error.js';
import type { InferSettings } from './infer-settings.js';
import { Pipeline, type PipelineModel } from './pipeline.js';
import type { Session } from './port.js';
import { outputReader } from './read-outputs.js';
import { type ModelStats, type Sampler, type StatsSample, statsOf } from './stats.js';
import type { TensorInfo } from './tensor.js';

/** Something that happened to an instance of a model. */
export type InstanceEvent =
  /** It has failed: what it had in flight is lost, and it is built anew with back-off (`'failed'`); or it has failed
   * five times in a row and is never used again (`'removed'`). */
  | { readonly type: 'failed' | 'removed'; readonly instance: number; readonly error: AclError }
  /** It takes inputs again. */
  | { readonly type: 'rebuilt'; readonly instance: number };

/** How a {@link Model} is made of its sessions. */
export interface ModelOptions {
  /** The device's. */
  scheduler: SchedulerLike;
  /** For people. */
  name: string;
  /** Milliseconds between two samples of `stats$`. Default 1000. */
  samplingPeriod?: number;
}

/**
 * A loaded model: what `infer` runs. Many pipelines may use one at once; they share its slots in fair turns. Made by a
 * device, closed by `close()` or with its device.
 *
 * @typeParam Outputs the names of its outputs, where they are known
 */
export class Model<Outputs extends string = string> {
  /** For people: the file it was loaded from. */
  readonly name: string;
  /** Of one value: without the batch where the model takes batches. */
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly (TensorInfo & { readonly name: Outputs })[];
  /** The batch sizes it can execute, ascending: its gears. Undefined if it takes one value at a time. */
  readonly batchSizes: readonly number[] | undefined;
  /**
   * A sample per second (or what the device was told) while subscribed: the ledger, also of each pipeline by its
   * `label`, what waits and is in flight, latencies by part, rates. Never completes.
   */
  readonly stats$: Observable<StatsSample>;
  /** Every value that a pipeline of this model leaves out. Completes when the model has closed. */
  readonly dropped$: Observable<Drop>;
  /** Failures, rebuilds and removals of its instances. Completes when the model has closed. */
  readonly events$: Observable<InstanceEvent>;
  /** @internal */
  readonly scheduler: SchedulerLike;
  readonly #dropped = new Subject<Drop>();
  readonly #events = new Subject<InstanceEvent>();
  readonly #samplers = new Set<Sampler>();
  #dispatcher: Dispatcher;
  readonly #context: PipelineModel;
  #closing: Promise<void> | undefined;

  /** @internal Use a device's `loadModel` or `createModel`; devices use {@link createModel}. */
  constructor(sessions: readonly Session[], { scheduler, name, samplingPeriod = 1000 }: ModelOptions) {
    const [session] = sessions;
    if (!session) throw new RangeError('Expected at least one session for `sessions` but received none');
    this.name = name;
    this.scheduler = scheduler;
    this.inputs = session.inputs;
    this.outputs = session.outputs as Model<Outputs>['outputs'];
    this.batchSizes = session.batchSizes;
    this.stats$ = statsOf(this.#samplers, () => this.stats(), samplingPeriod, scheduler);
    this.dropped$ = this.#dropped.asObservable();
    this.events$ = this.#events.asObservable();
    this.#context = {
      inputs: session.inputs,
      read: outputReader(session.outputs, session.layout),
      hasOutputs: session.layout.stride > 0,
      scheduler,
      dropped: (drop) => this.#dropped.next(drop),
      delivered: (timing) => {
        if (this.#samplers.size > 0) for (const sampler of this.#samplers) sampler.add(timing);
      },
    };
    this.#dispatcher = this.#dispatch(sessions);
  }

  /** Counters, as they are now: of the model, and of each of its pipelines. */
  stats(): ModelStats {
    const { instances } = this.#dispatcher;
    let executions = 0;
    let callbacks = 0;
    for (const instance of instances) {
      executions += instance.executions;
      callbacks += instance.callbacks;
    }
    return {
      executions,
      callbacks,
      ledger: this.#dispatcher.ledger(),
      pipelines: this.#dispatcher.running(),
    };
  }

  /**
   * Ends the model: what has a slot is finished and delivered, then contexts, execution streams and memory are given
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
      let open = this.#dispatcher.instances.length;
      for (const instance of this.#dispatcher.instances) {
        instance.release(() => {
          open -= 1;
          if (open > 0) return;
          this.#dropped.complete();
          this.#events.complete();
          resolve();
        });
      }
    };
    this.#dispatcher.drain();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Slots that are not free: also those of pipelines that have ended, until the device is done with them. */
  get busySlots(): number {
    return this.#dispatcher.instances.reduce((sum, { busy }) => sum + busy, 0);
  }

  /** @internal Its instances. */
  get instances(): number {
    return this.#dispatcher.instances.length;
  }

  /** @internal Of each instance. */
  get slots(): number {
    return this.#dispatcher.instances[0]?.session.slots ?? 0;
  }

  /** @internal A pipeline of this model, for one subscription. */
  open<T>(settings: InferSettings<T>): { dispatcher: Dispatcher; pipeline: Pipeline<T> } {
    if (this.#closing) throw new AscendRxError('ERR_CLOSED', `The model ${this.name} is closed`);
    const dispatcher = this.#dispatcher;
    if (dispatcher.exhausted) throw dispatcher.exhausted;
    const pipeline = new Pipeline<T>(dispatcher, this.#context, settings);
    dispatcher.begin(pipeline);
    return { dispatcher, pipeline };
  }

  /** @internal Puts something between it and its sessions, before it is used: faults, for one. */
  decorate(decorator: (session: Session) => Session): void {
    this.#dispatcher = this.#dispatch(this.#dispatcher.instances.map(({ session }) => decorator(session)));
  }

  #dispatch(sessions: readonly Session[]): Dispatcher {
    const dispatcher = new Dispatcher(sessions, this.scheduler);
    dispatcher.onChange = ({ index }, change) => this.#events.next({ ...change, instance: index });
    return dispatcher;
  }
}
