// Runs a model over single values: one call, one Promise. The calls are the inputs of an ordinary pipeline, which goes through
// the same operators as that of `infer`. JavaScript thread.
import { Subject } from 'rxjs';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import { InferTimeoutError } from '../errors/infer-timeout-error.js';
import { runPipeline } from '../operators/run-pipeline.js';
import { assertRunOptions } from '../options/assert-run-options.js';
import { type InferSettings, valueItself } from '../options/infer-settings.js';
import type { RunOptions } from '../options/run-options.js';
import { runnerDefaults } from '../options/runner-defaults.js';
import type { RunnerSettings } from '../options/runner-settings.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { Call } from './call.js';
import { CallDeadlines } from './call-deadlines.js';
import { CallOutput, type CallOutputOwner } from './call-output.js';
import { CallSignals } from './call-signals.js';
import { CallWatch } from './call-watch.js';
import { Calls } from './calls.js';
import { detachedRun } from './detached-run.js';
import { GroupSize } from './group-size.js';
import { newPromise, rejectNewest, resolveNewest } from './new-promise.js';
import type { RunnerModel } from './runner-model.js';

/**
 * Runs a model over single values: for request handlers. Made by `model.runner(…)`. Its calls share the model's slots with
 * all pipelines, in fair turns. Nothing is opened before the first call, and an idle runner keeps no process alive.
 *
 * @typeParam T what `run` takes
 * @typeParam Outputs the names of the model's outputs, where they are known
 * @typeParam Prepared what the option `prepare` gives for a value
 */
export class Runner<T, Outputs extends string = string, Prepared = unknown> {
  readonly #model: RunnerModel;
  readonly #settings: InferSettings<T>;
  readonly #choosesWindow: boolean;
  // Whether user code runs for a call before its Promise is settled. Then the call needs its context.
  readonly #runsUserCode: boolean;
  readonly #callbacks: CallOutputOwner<T>;
  readonly #deadlines: CallDeadlines<T>;
  readonly #signals: CallSignals<T>;
  readonly #groupSize: GroupSize;
  // By instance: the executions of the open group.
  readonly #openGroups: number[] = [];
  readonly #calls = new Calls<T>();
  // Undefined: no call has been made yet, or the last pipeline has ended.
  #pipeline: Pipeline<T> | undefined;
  #generation = 0;
  // Completes as the pipeline's source when the runner is closed.
  #source$ = new Subject<never>();
  // Why the last pipeline could not be opened.
  #refusal: unknown;
  #turnIsOpen = false;
  #closing: Promise<void> | undefined;
  #onEnded: (() => void) | undefined;

  /** @internal Use `model.runner`. */
  constructor(model: RunnerModel, settings: RunnerSettings<T>) {
    this.#model = model;
    this.#settings = settings.pipeline;
    this.#choosesWindow = settings.choosesWindow;
    const { inputs, prepare, onFailure } = settings.pipeline;
    this.#runsUserCode = inputs !== valueItself || prepare !== undefined || typeof onFailure === 'function';
    this.#groupSize = new GroupSize(settings.pipeline.callbackInterval, !settings.choosesGroupSize);
    this.#deadlines = new CallDeadlines(model.scheduler, (watch) =>
      this.#abandon(watch.call, new InferTimeoutError(watch.timeout)),
    );
    this.#signals = new CallSignals((call, reason) => this.#abandon(call, reason));
    this.#callbacks = {
      executed: ({ instance }) => this.#executed(instance),
      delivered: (call, result) => {
        this.#settled(call);
        this.#groupSize.computed(result.timing.compute);
        call.resolve(result);
      },
      failed: (call, error) => {
        this.#settled(call);
        call.reject(error);
      },
    };
  }

  /**
   * Runs the model over one value. A call whose value finds no free slot waits. Each call succeeds or fails alone. `inputs`
   * and `onFailure` run in the call's asynchronous context.
   *
   * @param value what the option `inputs` of the runner makes the model's inputs of; without that option, the inputs
   *   themselves
   * @param options see {@link RunOptions}
   * @return the result. Rejected with AscendRxError ERR_OVERFLOW if `maxQueueSize` calls wait already, ERR_INPUT for a value
   *   that does not fit the model, ERR_CLOSED when the model or the runner is closed, ERR_NO_INSTANCE; InferTimeoutError;
   *   AclError when the device refuses or fails; the signal's reason when it is aborted; what `inputs` and `onFailure` throw;
   *   TypeError or RangeError for an option that is unknown or wrong
   * @throws TypeError if it is called without the runner, as in `mergeMap(runner.run)`
   */
  run(value: T, options?: RunOptions): Promise<InferResult<T, Outputs, Prepared>> {
    if (!(this instanceof Runner)) throw detachedRun('runner');
    try {
      if (options) assertRunOptions(options);
      if (options?.signal?.aborted) return Promise.reject(options.signal.reason);
      const pipeline = this.#current();
      const promise = newPromise<InferResult<T>>();
      const submittedAt = this.#model.scheduler.now();
      const call = new Call<T>(
        value,
        pipeline.intake.nextIndex(),
        submittedAt,
        resolveNewest(),
        rejectNewest(),
      );
      if (this.#runsUserCode) call.context = this.#model.captureContext?.('AscendRxCall');
      if (options) this.#watch(call, options);
      this.#calls.add(call);
      if (this.#settings.batchSize > 1) {
        pipeline.intake.expectMore();
        this.#beginTurn();
      }
      pipeline.intake.enter(call);
      return promise as Promise<InferResult<T, Outputs, Prepared>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Closes the runner: what was called comes to its end, and later calls are rejected with ERR_CLOSED. Idempotent. The model
   * stays open.
   */
  close(): Promise<void> {
    if (this.#closing) return this.#closing;
    const isOpen = this.#pipeline !== undefined && this.#generation === this.#model.generation;
    // Set before the pipeline is told: user code that runs then finds the runner closed.
    this.#closing = new Promise((resolve) => {
      if (isOpen) this.#onEnded = resolve;
      else resolve();
    });
    if (isOpen) this.#source$.complete();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #current(): Pipeline<T> {
    if (this.#closing) throw new AscendRxError('ERR_CLOSED', 'The runner is closed');
    const { generation } = this.#model;
    if (this.#pipeline && this.#generation === generation) {
      if (!this.#pipeline.state.modelClosing) return this.#pipeline;
      throw new AscendRxError('ERR_CLOSED', 'The model is being closed');
    }
    this.#generation = generation;
    return this.#open();
  }

  #open(): Pipeline<T> {
    this.#pipeline = undefined;
    // Those of an earlier generation are never settled, and must not be taken for later ones.
    for (let call = this.#calls.shift(); call; call = this.#calls.shift()) this.#unwatch(call);
    this.#turnIsOpen = false;
    this.#openGroups.length = 0;
    this.#source$ = new Subject();
    const source = (pipeline: Pipeline<T>) => {
      this.#pipeline = pipeline;
      this.#setWindow(pipeline);
      pipeline.closeGroups$.subscribe((instance) => {
        this.#closed(instance);
        this.#setWindow(pipeline);
      });
      return this.#source$;
    };
    runPipeline(this.#model, this.#settings, source, () => new CallOutput(this.#callbacks)).subscribe({
      error: (error) => this.#ended(error),
      complete: () => this.#ended(undefined),
    });
    // Set by `source`.
    const pipeline = this.#pipeline as Pipeline<T> | undefined;
    if (!pipeline) throw this.#refusal;
    return pipeline;
  }

  #watch(call: Call<T>, { signal, timeout = Number.POSITIVE_INFINITY }: RunOptions): void {
    if (!signal && timeout === Number.POSITIVE_INFINITY) return;
    const watch = new CallWatch(call, timeout, signal, this.#signals);
    call.watch = watch;
    if (timeout !== Number.POSITIVE_INFINITY) this.#deadlines.add(watch);
  }

  #abandon(call: Call<T>, reason: unknown): void {
    this.#settled(call);
    call.reject(reason);
    this.#pipeline?.intake.withdraw(call);
  }

  #settled(call: Call<T>): void {
    this.#calls.remove(call);
    this.#unwatch(call);
  }

  #unwatch({ watch }: Call<T>): void {
    if (!watch) return;
    watch.leave();
    this.#deadlines.remove(watch);
  }

  // The group is closed when it is large enough, or at the end of the turn.
  #executed(instance: number): void {
    const open = (this.#openGroups[instance] ?? 0) + 1;
    this.#openGroups[instance] = open;
    if (open < this.#groupSize.value) this.#beginTurn();
    else this.#pipeline?.closeGroups(instance);
  }

  // A group has been closed, or all have.
  #closed(instance: number | undefined): void {
    if (instance === undefined) this.#openGroups.length = 0;
    else this.#openGroups[instance] = 0;
    this.#groupSize.closed();
  }

  #setWindow({ state }: Pipeline<T>): void {
    if (!this.#choosesWindow) return;
    state.window = runnerDefaults.groupsPerInstance * this.#model.instances * this.#groupSize.value;
  }

  #beginTurn(): void {
    if (this.#turnIsOpen) return;
    this.#turnIsOpen = true;
    this.#model.afterTurn(this.#onTurnOver);
  }

  readonly #onTurnOver = (): void => {
    this.#turnIsOpen = false;
    this.#pipeline?.intake.turnOver();
  };

  // The pipeline has ended, or could not be opened.
  #ended(error: unknown): void {
    this.#pipeline = undefined;
    this.#refusal = error;
    for (let call = this.#calls.shift(); call; call = this.#calls.shift()) {
      this.#unwatch(call);
      call.reject(error);
    }
    this.#onEnded?.();
  }
}
