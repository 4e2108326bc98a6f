// The option `prepare`: executions whose inputs are being prepared in a slot, until they are submitted, and the memory of what
// was prepared. A pipeline without the option has no such part. User code runs in `prepare`, in the listeners on its signal, in the
// teardown of its Observable, in the key function of `order`, and in the trace sink; the state is consistent whenever it is
// called. JavaScript thread.
import type { Execution } from '../instance/execution.js';
import type { Instance } from '../instance/instance.js';
import type { PreparingCounts } from '../scheduling/preparing-counts.js';
import { reportUnhandledError } from '../util/report-unhandled-error.js';
import { runGuarded } from '../util/run-guarded.js';
import { callInContext } from './call-in-context.js';
import type { Completion } from './completion.js';
import { Executions } from './executions.js';
import type { Failures } from './failures.js';
import type { Input } from './input.js';
import type {
  PipelineModel,
  PipelinePreparations,
  PipelineScheduler,
  PipelineSurroundings,
} from './pipeline-ports.js';
import type { PipelineSink } from './pipeline-sink.js';
import type { PipelineState } from './pipeline-state.js';
import type { Preparation } from './preparation.js';
import { PreparationLoader } from './preparation-loader.js';
import { PreparedMemory } from './prepared-memory.js';
import { PreparingExecution } from './preparing-execution.js';
import { PreparingExecutions } from './preparing-executions.js';
import { type PrepareOutcome, runPrepare } from './run-prepare.js';
import { Targets } from './targets.js';
import { tracedStart } from './traced-fields.js';

export class Preparations<T> implements PipelinePreparations<T> {
  readonly #state: PipelineState<T>;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #sink: PipelineSink<T>;
  readonly #failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew' | 'failPreparing' | 'timeOut'>;
  readonly #completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>;
  readonly #memory: PreparedMemory<T>;
  readonly #loader: PreparationLoader<T>;
  // Begins executions of inputs that are executed again: they are prepared already.
  readonly #retries: Executions<T>;
  readonly #active: PreparingExecutions<T>;

  constructor(
    state: PipelineState<T>,
    counts: PreparingCounts,
    around: PipelineSurroundings<T>,
    failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew' | 'failPreparing' | 'timeOut'>,
    completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>,
  ) {
    const { client, scheduler, model, sink } = around;
    this.#state = state;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#model = model;
    this.#sink = sink;
    this.#failures = failures;
    this.#completion = completion;
    const { slots, instances } = model.traced;
    this.#active = new PreparingExecutions(counts, client, scheduler);
    this.#memory = new PreparedMemory(
      new Targets(model.inputs, slots * instances * state.settings.batchSize),
    );
    this.#loader = new PreparationLoader(state, this.#memory, failures);
    const loader = { load: () => this.#loader.loadRetries() };
    this.#retries = new Executions(state, around, loader, completion);
  }

  /** See `SlotClient.start`. */
  start(instance: Instance, slot: number, now: number, first?: Input<T>): boolean {
    const { displaced } = this.#active;
    if (displaced) {
      this.#resume(displaced, instance, slot);
      return true;
    }
    if (!first && this.#state.queue.retries > 0) return this.#retries.start(instance, slot, now);
    this.#active.reserve();
    const inputs = this.#loader.load(now, first);
    if (inputs) return this.#begin(inputs, instance, slot, now);
    if (!this.#state.ended) this.#active.unreserve();
    instance.give(this.#client, slot);
    this.#completion.closeStuckGroups();
    this.#completion.settle();
    return false;
  }

  /** See `SlotClient.displace`. */
  displace(executions: readonly Execution<Input<T>>[]): readonly Execution<Input<T>>[] {
    return this.#active.displace(executions);
  }

  /** An instance has failed: what has lost its slot fills no group for the present. */
  instanceFailed(): void {
    if (this.#state.ended) return;
    this.#completion.closeStuckGroups();
    this.#scheduler.preparationEnded(this.#client);
  }

  /**
   * An execution has taken longer than `timeout`. If it is being prepared, its inputs fail, and its slot is free at once.
   *
   * @return false if it is not being prepared
   */
  late(execution: Execution<Input<T>>): boolean {
    const preparing = this.#active.of(execution);
    if (!preparing) return false;
    const inputs = [...execution.jobs];
    this.#active.drop(preparing);
    for (const input of inputs) runGuarded(() => this.#abort(input));
    this.#failures.timeOut(execution);
    for (const input of inputs) this.#memory.release(input);
    this.#goOn();
    return true;
  }

  /** Nobody wants the result of the input any more. It is settled already. */
  withdrawn(input: Input<T>): void {
    const preparing = this.#active.withInput(input);
    if (!preparing) {
      // It waited to be executed again, or is on the device.
      this.#memory.release(input);
      return;
    }
    if (preparing.leave(input)) this.#active.drop(preparing);
    runGuarded(() => this.#abort(input));
    this.#memory.release(input);
    this.#executeIfReady(preparing);
    this.#goOn();
  }

  /** The device does not read the inputs of the executions any more. */
  done(executions: readonly Execution<Input<T>>[]): void {
    this.#memory.done(executions);
  }

  /**
   * The pipeline has ended: all that is being prepared is aborted, and its slots are free.
   *
   * @return what a teardown has thrown. Undefined: none has
   */
  end(): { readonly error: unknown } | undefined {
    this.#memory.close();
    const ended = this.#active.dropAll();
    let thrown: { readonly error: unknown } | undefined;
    for (const input of ended.flatMap(({ execution }) => execution.jobs)) {
      try {
        this.#abort(input);
      } catch (error) {
        thrown ??= { error };
      }
    }
    if (ended.length > 0) this.#scheduler.slotsFreed();
    return thrown;
  }

  #begin(inputs: Input<T>[], instance: Instance, slot: number, now: number): boolean {
    const state = this.#state;
    const execution = {
      number: this.#scheduler.nextExecution(),
      instance: instance.index,
      slot,
      jobs: inputs,
      startedAt: now,
    };
    instance.assign(this.#client, execution);
    for (const input of inputs) {
      state.ledger.start();
      input.isWaiting = false;
      input.execution = execution;
      // It has left `maxStaleness`.
      input.beginsInTime = true;
    }
    const preparing = new PreparingExecution(execution);
    this.#active.add(preparing);
    this.#client.trace?.on('start', tracedStart(execution, state.settings, state.queue.size));
    // The trace sink may have ended the pipeline.
    if (!state.ended) state.deadlines?.started(execution);
    for (const input of [...inputs]) {
      // User code may have ended the pipeline, or withdrawn the input.
      if (!state.ended && input.execution === execution) this.#prepare(preparing, input);
    }
    return preparing.hasSlot;
  }

  #prepare(preparing: PreparingExecution<T>, input: Input<T>): void {
    const preparation = this.#memory.take(input);
    const { prepare } = this.#state.settings;
    const { source, context } = input;
    const call = () => prepare?.(source, preparation.target, preparation);
    runPrepare(call, preparation, context, (outcome) =>
      this.#settled(preparing, input, preparation, outcome),
    );
  }

  #settled(
    preparing: PreparingExecution<T>,
    input: Input<T>,
    preparation: Preparation,
    outcome: PrepareOutcome,
  ): void {
    preparation.isSettled = true;
    // An end aborts one after the other: user code in one of them may settle the next.
    if (preparation.isAborted || this.#state.ended) {
      this.#memory.release(input);
      if (outcome.isThrown) this.#thrownTooLate(outcome.error);
      return;
    }
    preparing.pending -= 1;
    if (outcome.isReady && this.#memory.isWhole(input)) {
      preparation.prepared = outcome.prepared;
    } else {
      if (preparing.leave(input)) this.#active.drop(preparing);
      this.#failures.failPreparing(input, outcome.isReady ? this.#loader.transferred() : outcome.error);
      this.#state.deadlines?.ended();
      this.#memory.release(input);
    }
    this.#executeIfReady(preparing);
    this.#goOn();
  }

  // `prepare` has ended its own pipeline, or its own call, and thrown then.
  #thrownTooLate(error: unknown): void {
    if (this.#state.ended) this.#failures.userCodeThrew(error);
    else reportUnhandledError(error);
  }

  // All inputs that are left are ready, and there is a slot.
  #executeIfReady(preparing: PreparingExecution<T>): void {
    if (!preparing.isReady || !this.#active.has(preparing)) return;
    this.#active.remove(preparing);
    const { execution } = preparing;
    const now = this.#model.scheduler.now();
    for (const input of execution.jobs) {
      const preparation = input.preparation as Preparation;
      preparation.ready(input.submittedAt, execution.startedAt, now);
      this.#memory.lend(input);
      input.views = preparation.target;
      input.attempts += 1;
    }
    const { number, instance, slot, jobs } = execution;
    const inputs = jobs.map(({ index }) => index);
    this.#client.trace?.on('prepared', { execution: number, instance, slot, inputs });
    // The trace sink may have ended the pipeline.
    if (this.#state.ended) this.#active.giveSlot(preparing);
    else this.#sink.execution(execution);
  }

  #resume(preparing: PreparingExecution<T>, instance: Instance, slot: number): void {
    this.#active.place(preparing, instance, slot);
    this.#executeIfReady(preparing);
    this.#completion.closeStuckGroups();
  }

  // Something has ended to be prepared: others may begin, and groups that were kept open for it may be stuck.
  #goOn(): void {
    if (this.#state.ended) {
      // The end found nothing that had this slot.
      this.#scheduler.slotsFreed();
      return;
    }
    this.#completion.closeStuckGroups();
    this.#scheduler.preparationEnded(this.#client);
    this.#completion.settle();
  }

  #abort({ preparation, context }: Input<T>): void {
    callInContext(context, () => preparation?.abort());
  }
}
