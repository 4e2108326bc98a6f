import { type Observable, type SchedulerLike, Subject } from 'rxjs';
import type { CaptureContext } from '../device/caller-context.js';
import type { OutputLayout, Session } from '../device/session.js';
import type { AclError } from '../errors/acl-error.js';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Drop } from '../options/drop.js';
import type { InferSettings } from '../options/infer-settings.js';
import { type Packing, packingOf } from '../options/packing.js';
import type { RunOptions } from '../options/run-options.js';
import type { RunnerConfig, RunnerConfigWithPrepare } from '../options/runner-config.js';
import { runnerSettings } from '../options/runner-settings.js';
import { dynamicOutputs } from '../pipeline/dynamic-outputs.js';
import type { InferResult } from '../pipeline/infer-result.js';
import { Pipeline } from '../pipeline/pipeline.js';
import type { PipelineModel } from '../pipeline/pipeline-ports.js';
import type { PipelineSink } from '../pipeline/pipeline-sink.js';
import { outputReader } from '../pipeline/read-outputs.js';
import { detachedRun } from '../runner/detached-run.js';
import { Runner } from '../runner/runner.js';
import { SlotScheduler } from '../scheduling/slot-scheduler.js';
import type { DimsList } from '../tensors/dims.js';
import type { InferInputs } from '../tensors/input-value.js';
import type { TensorInfo } from '../tensors/tensor.js';
import { guardedScheduler } from '../util/guarded-scheduler.js';
import { announcements } from './announcements.js';
import { PipelineLedgers } from './pipeline-ledgers.js';
import { type ModelStats, type Sampler, type StatsSample, statsOf } from './stats.js';

/** Something that happened to an instance of a model. */
export type InstanceEvent =
  /** `'failed'`: what the instance had in flight is lost, and the instance is rebuilt, with increasing delays. `'removed'`:
   * the instance has failed five times in a row and is never used again. */
  | { readonly type: 'failed' | 'removed'; readonly instance: number; readonly error: AclError }
  /** The instance takes inputs again. */
  | { readonly type: 'rebuilt'; readonly instance: number };

// The reader of a model whose sessions have no layout is never called.
const noLayout: OutputLayout = { offsets: [], stride: 0 };

// A reaction to it runs in a microtask. It is a Promise and not queueMicrotask, which test runners replace.
const turnOver = Promise.resolve();

/** How a {@link Model} is made of its sessions. */
export interface ModelOptions {
  /** The scheduler of the device. */
  scheduler: SchedulerLike;
  /** A name for people. */
  name: string;
  /** Milliseconds between two samples of `stats$`. Default 1000. */
  samplingPeriod?: number;
  /**
   * Captures the context of whoever subscribes: user code of the subscription runs in it. Called once per subscription.
   * Default: there are no contexts; user code runs in that of whatever has caused the call.
   */
  captureContext?: CaptureContext;
}

/**
 * A loaded model: what `infer` and `run` execute. Many pipelines and runners may use one at once; they share its slots in
 * fair turns. Made by a device, closed by `close()` or with its device.
 *
 * @typeParam Outputs the names of its outputs, where they are known
 */
export class Model<Outputs extends string = string> {
  /** A name for people: the file that the model was loaded from. */
  readonly name: string;
  /** The inputs of one value: without the batch dimension's size where the model takes batches. */
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly (TensorInfo & { readonly name: Outputs })[];
  /** The batch sizes that the model can execute (its gears), ascending. Undefined: it takes one value at a time. */
  readonly batchSizes: readonly number[] | undefined;
  /**
   * Emits a sample per second, or per the period that the device was given: the ledger, also of each pipeline by its
   * `label`, the inputs that wait and that are in flight, latencies by part, rates. Never completes.
   */
  readonly stats$: Observable<StatsSample>;
  /** Emits every value that a pipeline of this model drops. Completes when the model has closed. */
  readonly dropped$: Observable<Drop>;
  /** Emits failures, rebuilds and removals of the model's instances. Completes when the model has closed. */
  readonly events$: Observable<InstanceEvent>;
  /**
   * The dims of every input in each gear (`hw` and `dims` gears): a value has the dims of one of them. Undefined: the model
   * takes all dims that `inputs` allow.
   */
  readonly gears: readonly DimsList[] | undefined;
  /** @internal Of a dynamic model: whether values of the same dims may share an execution. */
  readonly packing: Packing | undefined;
  /** @internal */
  readonly scheduler: SchedulerLike;
  /** @internal */
  readonly captureContext: CaptureContext | undefined;
  readonly #dropped = new Subject<Drop>();
  readonly #events = new Subject<InstanceEvent>();
  readonly #samplers = new Set<Sampler>();
  #ledgers = new PipelineLedgers();
  readonly #context: PipelineModel;
  #slotScheduler: SlotScheduler;
  // Called when no pipeline runs, once the model is being closed.
  #onIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  // The runner of `run`. Undefined: `run` has not been called.
  #runner: Runner<InferInputs, Outputs> | undefined;
  #generation = 0;

  /** @internal Use a device's `loadModel` or `createModel`; devices use {@link createModel}. */
  constructor(
    sessions: readonly Session[],
    { scheduler, name, samplingPeriod = 1000, captureContext }: ModelOptions,
  ) {
    const [session] = sessions;
    if (!session) throw new RangeError('Expected at least one session for `sessions` but received none');
    this.name = name;
    this.captureContext = captureContext;
    this.scheduler = guardedScheduler(scheduler);
    this.inputs = session.inputs;
    this.outputs = session.outputs as Model<Outputs>['outputs'];
    this.batchSizes = session.batchSizes;
    this.gears = session.gears;
    const { inputs, outputs, layout, gears } = session;
    this.packing = layout ? undefined : packingOf(inputs, outputs, gears !== undefined);
    const samples$ = statsOf(this.#samplers, () => this.stats(), samplingPeriod, this.scheduler);
    this.stats$ = announcements(samples$, captureContext);
    this.dropped$ = announcements(this.#dropped, captureContext);
    this.events$ = announcements(this.#events, captureContext);
    this.#slotScheduler = this.#scheduleOver(sessions);
    this.#context = {
      inputs,
      gears,
      isDynamic: layout === undefined,
      batchSizes: session.batchSizes,
      read: outputReader(outputs, layout ?? noLayout),
      hasOutputs: layout !== undefined && layout.stride > 0,
      dynamicOutputs: layout ? undefined : dynamicOutputs(outputs),
      scheduler: this.scheduler,
      captureContext,
      traced: {
        name,
        instances: this.instances,
        slots: this.slots,
        batchSizes: session.batchSizes,
        ...(layout
          ? {}
          : {
              dynamic: {
                inputs: inputs.map(({ name: input, type, dims }) => ({ name: input, type, dims })),
                gears,
              },
            }),
      },
      dropped: (drop) => this.#dropped.next(drop),
      delivered: (timing) => {
        if (this.#samplers.size > 0) for (const sampler of this.#samplers) sampler.add(timing);
      },
      ended: (pipeline) => this.#ledgers.end(pipeline),
      left: () => {
        if (this.#ledgers.areAllEnded) this.#onIdle?.();
      },
    };
  }

  /**
   * Runs the model over one value: for request handlers. Calls go through a runner with the default options, which is made
   * by the first call; its label is `run`.
   *
   * ```ts
   * import { createVirtualDevice } from '@ascend-rx/core/testing';
   *
   * const model = createVirtualDevice().createModel({ compute: ({ x }) => ({ y: [2 * Number(x?.data[0])] }) });
   * const { outputs } = await model.run(Float32Array.of(21), { timeout: 1000 });
   * console.log(outputs.y.data[0]);
   * ```
   *
   * @see runner for other options
   * @param inputs a tensor or typed array for a model with one input, else such values by input name
   * @param options see {@link RunOptions}
   * @return the result, or a rejection: see {@link Runner.run}
   * @throws TypeError if it is called without the model, as in `mergeMap(model.run)`
   */
  run(inputs: InferInputs, options?: RunOptions): Promise<InferResult<InferInputs, Outputs>> {
    if (!(this instanceof Model)) throw detachedRun('model');
    this.#runner ??= this.runner({ label: 'run' });
    return this.#runner.run(inputs, options);
  }

  /**
   * Makes a runner, whose calls share options, for example a batch size.
   *
   * @typeParam T what the runner's `run` takes
   * @param config see {@link RunnerConfig}
   * @throws TypeError for an unknown option or a wrong type; RangeError for numbers out of range
   */
  runner(config?: RunnerConfig<InferInputs>): Runner<InferInputs, Outputs>;
  runner<T, Prepared>(config: RunnerConfigWithPrepare<T, Prepared>): Runner<T, Outputs, Prepared>;
  runner<T>(config: RunnerConfig<T> & Required<Pick<RunnerConfig<T>, 'inputs'>>): Runner<T, Outputs>;
  runner<T>(config: RunnerConfig<T> = {}): Runner<T, Outputs> {
    return new Runner(this, runnerSettings(config, this));
  }

  /** Returns the counts of the model and of each of its pipelines. */
  stats(): ModelStats {
    let executions = 0;
    let callbacks = 0;
    for (const instance of this.#slotScheduler.instances) {
      executions += instance.executions;
      callbacks += instance.callbacks;
    }
    const ledgers = this.#ledgers;
    return { executions, callbacks, ledger: ledgers.total(), pipelines: ledgers.running() };
  }

  /**
   * Closes the model: what has a slot is finished and delivered, then contexts, execution streams and memory are released.
   * Pipelines that want more, now or later, end with AscendRxError ERR_CLOSED. Idempotent.
   */
  close(): Promise<void> {
    if (this.#closing) return this.#closing;
    let resolve = () => {};
    // Set before any pipeline is notified: a pipeline that then starts over must find the model closed.
    this.#closing = new Promise((done) => {
      resolve = done;
    });
    this.#onIdle = () => {
      this.#onIdle = undefined;
      this.#release(resolve);
    };
    this.#slotScheduler.drain();
    this.#context.left();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Slots that are not free, including those of ended pipelines until the device is done with them. */
  get busySlots(): number {
    return this.#slotScheduler.instances.reduce((sum, { busy }) => sum + busy, 0);
  }

  /** @internal The number of its instances. */
  get instances(): number {
    return this.#slotScheduler.instances.length;
  }

  /** @internal The number of slots of each instance. */
  get slots(): number {
    return this.#slotScheduler.instances[0]?.session.slots ?? 0;
  }

  /** @internal Begins a pipeline: one subscription to `infer`. */
  open<T>(settings: InferSettings<T>, sink: PipelineSink<T>): Pipeline<T> {
    if (this.#closing) throw new AscendRxError('ERR_CLOSED', `The model ${this.name} is closed`);
    if (this.#slotScheduler.exhausted) throw this.#slotScheduler.exhausted;
    const pipeline = new Pipeline<T>(this.#slotScheduler, this.#context, settings, sink);
    this.#ledgers.add(pipeline);
    pipeline.begin();
    return pipeline;
  }

  /** @internal Increases when the model forgets its pipelines. */
  get generation(): number {
    return this.#generation;
  }

  /** @internal See `RunnerModel.afterTurn`. */
  afterTurn(work: () => void): void {
    void turnOver.then(work);
  }

  /**
   * @internal Puts something between the model and its sessions, such as faults, and forgets all pipelines: before the
   * model is used, or when its virtual device begins anew.
   */
  decorate(decorator: (session: Session) => Session): void {
    this.#generation += 1;
    this.#ledgers = new PipelineLedgers();
    this.#slotScheduler = this.#scheduleOver(
      this.#slotScheduler.instances.map(({ session }) => decorator(session)),
    );
  }

  #scheduleOver(sessions: readonly Session[]): SlotScheduler {
    return new SlotScheduler(sessions, this.scheduler, (instance, change) =>
      this.#events.next({ ...change, instance }),
    );
  }

  #release(done: () => void): void {
    let open = this.instances;
    for (const instance of this.#slotScheduler.instances) {
      instance.release(() => {
        open -= 1;
        if (open > 0) return;
        this.#dropped.complete();
        this.#events.complete();
        done();
      });
    }
  }
}
