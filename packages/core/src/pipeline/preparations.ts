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
import { Preparation } from './preparation.js';
import { PreparationLoader } from './preparation-loader.js';
import { type PrepareOutcome, runPrepare } from './run-prepare.js';
import { Targets } from './targets.js';
import { tracedStart } from './traced-fields.js';

/** An execution whose inputs are being prepared. */
interface Preparing<T> {
  /** Its inputs are those that are left. Its instance and its slot change if the instance fails. */
  readonly execution: { -readonly [Field in keyof Execution<Input<T>>]: Execution<Input<T>>[Field] } & {
    readonly jobs: Input<T>[];
  };
  /** Inputs that are not ready yet. */
  pending: number;
  hasSlot: boolean;
}

export class Preparations<T> implements PipelinePreparations<T> {
  readonly #state: PipelineState<T>;
  readonly #counts: PreparingCounts;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #sink: PipelineSink<T>;
  readonly #failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew' | 'failPreparing' | 'timeOut'>;
  readonly #completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>;
  readonly #targets: Targets;
  readonly #loader: PreparationLoader<T>;
  // Begins executions of inputs that are executed again: they are prepared already.
  readonly #retries: Executions<T>;
  // Few: at most `maxPreparing`.
  readonly #active: Preparing<T>[] = [];

  constructor(
    state: PipelineState<T>,
    counts: PreparingCounts,
    around: PipelineSurroundings<T>,
    failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew' | 'failPreparing' | 'timeOut'>,
    completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>,
  ) {
    const { client, scheduler, model, sink } = around;
    this.#state = state;
    this.#counts = counts;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#model = model;
    this.#sink = sink;
    this.#failures = failures;
    this.#completion = completion;
    const { slots, instances } = model.traced;
    this.#targets = new Targets(model.inputs, slots * instances * state.settings.batchSize);
    this.#loader = new PreparationLoader(state, this.#targets, failures);
    const loader = { load: () => this.#loader.loadRetries() };
    this.#retries = new Executions(state, around, loader, completion);
  }

  /** See `SlotClient.start`. */
  start(instance: Instance, slot: number, now: number, first?: Input<T>): boolean {
    const displaced = this.#active.find(({ hasSlot }) => !hasSlot);
    if (displaced) {
      this.#resume(displaced, instance, slot);
      return true;
    }
    if (!first && this.#state.queue.retries > 0) return this.#retries.start(instance, slot, now);
    // Counted first: what user code pushes meanwhile must not take its place for free.
    this.#counts.active += 1;
    const inputs = this.#loader.load(now, first);
    if (inputs) return this.#begin(inputs, instance, slot, now);
    if (!this.#state.ended) this.#counts.active -= 1;
    instance.give(this.#client, slot);
    this.#completion.closeStuckGroups();
    this.#completion.settle();
    return false;
  }

  /**
   * An instance has failed: of the executions that were on it, those that are being prepared go on without a slot.
   *
   * @return the others
   */
  displace(executions: readonly Execution<Input<T>>[]): readonly Execution<Input<T>>[] {
    const others = executions.filter((execution) => !this.#find(execution));
    if (others.length === executions.length) return executions;
    for (const execution of executions) {
      const preparing = this.#find(execution);
      if (!preparing) continue;
      preparing.hasSlot = false;
      this.#counts.displaced += 1;
    }
    this.#completion.closeStuckGroups();
    this.#scheduler.preparationEnded(this.#client);
    return others;
  }

  /**
   * An execution has taken longer than `timeout`. If it is being prepared, its inputs fail, and its slot is free at once.
   *
   * @return false if it is not being prepared
   */
  late(execution: Execution<Input<T>>): boolean {
    const preparing = this.#find(execution);
    if (!preparing) return false;
    const inputs = [...execution.jobs];
    this.#remove(preparing);
    this.#giveSlot(preparing);
    for (const input of inputs) runGuarded(() => this.#abort(input));
    this.#failures.timeOut(execution);
    for (const input of inputs) this.#release(input);
    this.#goOn();
    return true;
  }

  /** Nobody wants the result of the input any more. It is settled already. */
  withdrawn(input: Input<T>): void {
    const preparing = this.#active.find(({ execution }) => execution.jobs.includes(input));
    if (!preparing) {
      // It waited to be executed again, or is on the device.
      this.#release(input);
      return;
    }
    this.#leave(preparing, input);
    runGuarded(() => this.#abort(input));
    this.#release(input);
    this.#executeIfReady(preparing);
    this.#goOn();
  }

  /** The device does not read the inputs of the executions any more. */
  done(executions: readonly Execution<Input<T>>[]): void {
    for (const { jobs } of executions) {
      for (const input of jobs) {
        if (input.preparation) input.preparation.readers -= 1;
        this.#release(input);
      }
    }
  }

  /**
   * The pipeline has ended: all that is being prepared is aborted, and its slots are free.
   *
   * @return what a teardown has thrown. Undefined: none has
   */
  end(): { readonly error: unknown } | undefined {
    this.#targets.close();
    const ended = this.#active.splice(0);
    this.#counts.active = 0;
    this.#counts.displaced = 0;
    for (const preparing of ended) this.#giveSlot(preparing);
    let thrown: { readonly error: unknown } | undefined;
    for (const { execution } of ended) {
      for (const input of execution.jobs) {
        try {
          this.#abort(input);
        } catch (error) {
          thrown ??= { error };
        }
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
      input.preparation = new Preparation(input.index, this.#targets.take());
    }
    const preparing: Preparing<T> = { execution, pending: inputs.length, hasSlot: true };
    this.#active.push(preparing);
    this.#client.trace?.on('start', tracedStart(execution, state.settings, state.queue.size));
    // The trace sink may have ended the pipeline.
    if (!state.ended) state.deadlines?.started(execution);
    for (const input of [...inputs]) {
      // User code may have ended the pipeline, or withdrawn the input.
      if (!state.ended && input.execution === execution) this.#prepare(preparing, input);
    }
    return preparing.hasSlot;
  }

  #prepare(preparing: Preparing<T>, input: Input<T>): void {
    const preparation = input.preparation as Preparation;
    const { prepare } = this.#state.settings;
    const { source, context } = input;
    const call = () => prepare?.(source, preparation.target, preparation);
    runPrepare(call, preparation, context, (outcome) => this.#settled(preparing, input, outcome));
  }

  #settled(preparing: Preparing<T>, input: Input<T>, outcome: PrepareOutcome): void {
    const preparation = input.preparation as Preparation;
    preparation.isSettled = true;
    if (preparation.isAborted) {
      this.#release(input);
      if (outcome.isThrown) this.#thrownTooLate(outcome.error);
      return;
    }
    if (outcome.isReady && this.#targets.isWhole(preparation.target)) {
      preparation.prepared = outcome.prepared;
      preparing.pending -= 1;
    } else {
      preparing.pending -= 1;
      this.#leave(preparing, input);
      this.#failures.failPreparing(input, outcome.isReady ? this.#loader.transferred() : outcome.error);
      this.#state.deadlines?.ended();
      this.#release(input);
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
  #executeIfReady(preparing: Preparing<T>): void {
    const { execution, pending, hasSlot } = preparing;
    if (pending > 0 || !hasSlot || !this.#active.includes(preparing)) return;
    this.#remove(preparing);
    const now = this.#model.scheduler.now();
    for (const input of execution.jobs) {
      const preparation = input.preparation as Preparation;
      preparation.ready(input.submittedAt, execution.startedAt, now);
      preparation.readers += 1;
      input.views = preparation.target;
      input.attempts += 1;
    }
    const { number, instance, slot, jobs } = execution;
    const inputs = jobs.map(({ index }) => index);
    this.#client.trace?.on('prepared', { execution: number, instance, slot, inputs });
    // The trace sink may have ended the pipeline.
    if (this.#state.ended) this.#giveSlot(preparing);
    else this.#sink.execution(execution);
  }

  // The slot is one of another instance, or of the same one after it was rebuilt.
  #resume(preparing: Preparing<T>, instance: Instance, slot: number): void {
    preparing.execution.instance = instance.index;
    preparing.execution.slot = slot;
    preparing.hasSlot = true;
    this.#counts.displaced -= 1;
    instance.assign(this.#client, preparing.execution);
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

  // An input leaves its batch. With none left, the slot is free.
  #leave(preparing: Preparing<T>, input: Input<T>): void {
    const { jobs } = preparing.execution;
    jobs.splice(jobs.indexOf(input), 1);
    if (!input.preparation?.isSettled) preparing.pending -= 1;
    if (jobs.length > 0) return;
    this.#remove(preparing);
    this.#giveSlot(preparing);
  }

  #remove(preparing: Preparing<T>): void {
    this.#active.splice(this.#active.indexOf(preparing), 1);
    this.#counts.active -= 1;
    if (!preparing.hasSlot) this.#counts.displaced -= 1;
  }

  #giveSlot(preparing: Preparing<T>): void {
    if (!preparing.hasSlot) return;
    preparing.hasSlot = false;
    const { instance, slot } = preparing.execution;
    this.#scheduler.instances[instance]?.give(this.#client, slot);
  }

  #abort({ preparation, context }: Input<T>): void {
    callInContext(context, () => preparation?.abort());
  }

  // Gives the memory of an input back that has come to its end, if nobody writes to it and no device reads it.
  #release(input: Input<T>): void {
    const { preparation } = input;
    if (!input.isSettled || !preparation?.isSettled || preparation.readers > 0) return;
    input.preparation = undefined;
    this.#targets.give(preparation.target);
  }

  #find(execution: Execution<Input<T>>): Preparing<T> | undefined {
    return this.#active.find((preparing) => preparing.execution === execution);
  }
}
