// Shares the instances of a model among its pipelines: slots in fair turns, to where least is in flight; groups that
// must close early; what happens when an instance fails. JavaScript thread.
import type { SchedulerLike } from 'rxjs';
import type { AclError } from './errors/acl-error.js';
import { AscendRxError } from './errors/ascend-rx-error.js';
import { Execution } from './execution.js';
import type { Input } from './input.js';
import { type Group, Instance, type InstanceOwner, type Report } from './instance.js';
import { type Ledger, LedgerBook } from './ledger.js';
import type { Pipeline } from './pipeline.js';
import type { Session } from './port.js';
import type { InstanceStep } from './recorder/events.js';
import type { PipelineStats } from './stats.js';
import { Turns } from './turns.js';

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a model
type AnyPipeline = Pipeline<any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type AnyExecution = Execution<any>;

/** What happened to an instance. */
export type InstanceChange =
  | { readonly type: 'failed' | 'removed'; readonly error: AclError }
  | { readonly type: 'rebuilt' };

export class Dispatcher implements InstanceOwner {
  /** Called when no pipeline is left; may be called again. */
  onIdle: () => void = () => {};
  /** Called after whoever had inputs in flight there has been told. */
  onChange: (instance: Instance, change: InstanceChange) => void = () => {};
  readonly instances: readonly Instance[];
  /** Why nothing can be executed any more: all instances are out. */
  exhausted: AscendRxError | undefined;
  readonly #only: Instance | undefined;
  readonly #scheduler: SchedulerLike;
  readonly #batchSizes: readonly number[] | undefined;
  readonly #pipelines = new Set<AnyPipeline>();
  // Those of them that have no callbacks.
  readonly #silent = new Set<AnyPipeline>();
  // Sums of the pipelines that have ended.
  readonly #past = new LedgerBook();
  readonly #turns = new Turns();
  #admitting = false;
  #closing = false;

  /** @param sessions loaded copies of one model, at least one */
  constructor(sessions: readonly Session[], scheduler: SchedulerLike) {
    this.instances = sessions.map((session, index) => new Instance(session, index, scheduler, this));
    this.#only = sessions.length === 1 ? this.instances[0] : undefined;
    this.#scheduler = scheduler;
    this.#batchSizes = sessions[0]?.batchSizes;
  }

  /** Over all pipelines there are and have been. */
  ledger(): Ledger {
    const sum = new LedgerBook();
    sum.add(this.#past);
    for (const { ledger } of this.#pipelines) sum.add(ledger);
    return sum.snapshot();
  }

  /** Those that have not ended, in the order in which they began. */
  running(): PipelineStats[] {
    return Array.from(this.#pipelines, ({ settings, ledger }) => ({
      label: settings.label,
      ledger: ledger.snapshot(),
    }));
  }

  begin(pipeline: AnyPipeline): void {
    this.#pipelines.add(pipeline);
    if (pipeline.settings.callbackInterval === 0) this.#silent.add(pipeline);
  }

  /** How many executions of the pipeline could begin now. */
  startable(pipeline: AnyPipeline): number {
    if (this.#closing) return 0;
    let available = 0;
    for (const instance of this.instances) available += instance.available;
    // Inside of a user's function slots may be free that others stand in line for: those will have them.
    if (available > 0 && !this.#turns.none) {
      for (const each of this.#pipelines) if (each.inLine && each !== pipeline) available -= each.wanted;
    }
    return Math.max(0, Math.min(available, pipeline.allowance));
  }

  /**
   * Something about the pipeline has changed: it stands in line if it has use for a slot, and gets one if there is one.
   *
   * @param now the time, if it is known
   */
  wake(pipeline: AnyPipeline, now?: number): void {
    this.#turns.join(pipeline);
    this.#admit(now);
  }

  /**
   * The short way of an input that need not wait: false if it has to.
   */
  startNow<T>(pipeline: Pipeline<T>, input: Input<T>): boolean {
    if (this.#admitting || this.#closing || !this.#turns.none || !pipeline.mayStart) return false;
    const instance = this.#leastBusy();
    if (!instance) return false;
    this.#admitting = true;
    try {
      this.#start(pipeline, instance, input.submittedAt, input);
    } finally {
      this.#admitting = false;
    }
    // What was pushed from inside of it.
    if (!this.#turns.none || pipeline.room.size > 0) this.wake(pipeline);
    return true;
  }

  /**
   * The inputs have a slot: to the device with them.
   *
   * @return false if nothing was submitted: no group may hold it
   */
  execute<T>(pipeline: Pipeline<T>, execution: Execution<T>): boolean {
    const { inputs, instance } = execution;
    const first = inputs[0]?.views ?? [];
    const views = inputs.length === 1 ? first : inputs.flatMap((input) => input.views ?? []);
    try {
      instance.execute(execution, views, this.#batchSizes && this.#batchSizeFor(inputs.length));
      return true;
    } catch (error) {
      instance.give(pipeline, execution.slot);
      pipeline.track?.refused(execution, error);
      pipeline.fail(execution, error as Error);
      pipeline.settle();
      return false;
    }
  }

  /** The pipeline wants nothing any more: what it had is cancelled, its slots come back with their groups. */
  end(pipeline: AnyPipeline): void {
    if (pipeline.ended) return;
    pipeline.track?.end('unsubscribe');
    pipeline.clear();
    this.#past.add(pipeline.ledger);
    this.#pipelines.delete(pipeline);
    this.#silent.delete(pipeline);
    pipeline.closeEarly$.next(undefined);
    // Runs what users have put into their source's teardown.
    pipeline.ended$.next();
    if (this.#pipelines.size === 0) this.onIdle();
  }

  /** No input gets a slot any more; open groups close, so that what is in flight comes to its end. Then `onIdle`. */
  drain(): void {
    this.#closing = true;
    for (const pipeline of [...this.#pipelines]) pipeline.drain();
    if (this.#pipelines.size === 0) this.onIdle();
  }

  // --- From the instances ---

  reported(group: Group, report: Report): void {
    const { pipeline, executions } = group;
    pipeline.track?.callback(group, report);
    if (!pipeline.ended) pipeline.report(executions, report);
    // Its slots may be for others.
    this.#admit();
  }

  lost(groups: readonly Group[]): void {
    const error = new AscendRxError(
      'ERR_CALLBACK_LOST',
      'A callback has not come, though the execution stream is past it',
    );
    for (const group of groups) {
      const { pipeline, executions } = group;
      pipeline.track?.lost(group);
      if (!pipeline.ended) pipeline.failMany(executions, error);
      this.wake(pipeline);
    }
  }

  failing(instance: Instance): void {
    for (const pipeline of [...this.#pipelines]) pipeline.closeEarly$.next(instance);
  }

  failed(instance: Instance, executions: readonly AnyExecution[], error: AclError): void {
    this.#record(instance, 'failed', error, executions);
    const lost = new Map<AnyPipeline, AnyExecution[]>();
    for (const execution of executions) {
      const of = lost.get(execution.pipeline);
      if (of) of.push(execution);
      else lost.set(execution.pipeline, [execution]);
    }
    for (const [pipeline, its] of lost) if (!pipeline.ended) pipeline.failMany(its, error);
    this.onChange(instance, { type: 'failed', error });
    for (const pipeline of lost.keys()) this.#turns.join(pipeline);
    this.#admit();
  }

  rebuilding(instance: Instance): void {
    this.#record(instance, 'rebuilding');
  }

  notRebuilt(instance: Instance, error: AclError): void {
    this.#record(instance, 'not rebuilt', error);
  }

  rebuilt(instance: Instance): void {
    this.#record(instance, 'rebuilt');
    this.onChange(instance, { type: 'rebuilt' });
    this.#admit();
  }

  removed(instance: Instance, error: AclError): void {
    this.#record(instance, 'removed', error);
    this.onChange(instance, { type: 'removed', error });
    if (this.instances.some(({ state }) => state !== 'out')) return;
    const message = `The model has failed again and again: ${error.message}. Load it anew.`;
    this.exhausted = new AscendRxError('ERR_NO_INSTANCE', message, { cause: error });
    for (const pipeline of [...this.#pipelines]) pipeline.abort(this.exhausted);
  }

  // For everybody who has to do with the model now, or had something there.
  #record(
    instance: Instance,
    step: InstanceStep,
    error?: AclError,
    executions: readonly AnyExecution[] = [],
  ): void {
    const told = new Set<object>();
    for (const { track } of [...this.#pipelines, ...executions.map(({ pipeline }) => pipeline)]) {
      if (!track || told.has(track.info.model)) continue;
      told.add(track.info.model);
      track.instance(instance.index, step, error);
    }
  }

  // Slots go to the pipelines in turn, one at a time.
  #admit(time?: number): void {
    if (this.#admitting || this.#closing || this.#turns.none) return;
    this.#admitting = true;
    const now = time ?? this.#scheduler.now();
    try {
      while (!this.#closing) {
        const instance = this.#leastBusy();
        if (!instance) break;
        const pipeline = this.#turns.next();
        if (!pipeline) break;
        if (!pipeline.isReady) continue;
        this.#start(pipeline, instance, now);
        this.#turns.join(pipeline);
      }
    } finally {
      this.#admitting = false;
    }
  }

  #start<T>(pipeline: Pipeline<T>, instance: Instance, now: number, first?: Input<T>): void {
    // Taken first: what the user's functions push meanwhile must not have it.
    const slot = instance.take(pipeline);
    const inputs = pipeline.load(first);
    if (!inputs) {
      instance.give(pipeline, slot);
      pipeline.closeStuck();
      pipeline.settle();
      return;
    }
    const execution = new Execution(pipeline, instance, slot, inputs, now);
    instance.begin(execution);
    pipeline.start(execution);
    this.#closeEarly(instance);
    pipeline.pull();
  }

  #leastBusy(): Instance | undefined {
    if (this.#only) return this.#only.available > 0 ? this.#only : undefined;
    let least: Instance | undefined;
    for (const instance of this.instances) {
      if (instance.available > 0 && (!least || instance.busy < least.busy)) least = instance;
    }
    return least;
  }

  // The last slot may have been taken. Groups that are not full must not wait for inputs that cannot come in, because
  // no slot is on its way back; those without callbacks are synchronized then, whatever is on its way.
  #closeEarly(instance: Instance): void {
    if (instance.available > 0) return;
    const closing = instance.outstanding > 0 ? this.#silent : this.#pipelines;
    if (closing.size === 0) return;
    for (const each of [...closing]) each.closeEarly$.next(instance);
  }

  #batchSizeFor(inputs: number): number | undefined {
    return this.#batchSizes?.find((size) => size >= inputs);
  }
}
