// One subscription to `infer`: its inputs from arrival to end. The dispatcher gives it slots; the operators of `infer`
// listen. JavaScript thread.
//
// User code runs in here at: `inputs` and the key function (`load`), `onFailure`, `onDrop`, and subscribers (`emit`,
// `finished`, `failed`). State is consistent whenever they are called, and looked at anew when they return.
import { type SchedulerLike, Subject, Subscription } from 'rxjs';
import { Alarm } from './alarm.js';
import { bindInputs } from './bind-inputs.js';
import { Deadlines } from './deadlines.js';
import type { Dispatcher } from './dispatcher.js';
import type { Drop, DropCause } from './drop.js';
import { AscendRxError } from './errors/ascend-rx-error.js';
import { InferTimeoutError } from './errors/infer-timeout-error.js';
import type { Execution } from './execution.js';
import { assertFailureAction, type Decision, decide, type InferFailure } from './failure-policy.js';
import type { InferResult, InferTiming } from './infer-result.js';
import type { InferSettings } from './infer-settings.js';
import { Input } from './input.js';
import type { Instance, Report } from './instance.js';
import { LedgerBook } from './ledger.js';
import type { OutputReader } from './read-outputs.js';
import { Sequencer } from './sequencer.js';
import type { TensorInfo } from './tensor.js';
import { WaitingRoom } from './waiting-room.js';

/** What a pipeline knows of its model. */
export interface PipelineModel {
  readonly inputs: readonly TensorInfo[];
  readonly read: OutputReader;
  readonly scheduler: SchedulerLike;
  /** Told of every drop, and of every result's timing. */
  dropped(drop: Drop): void;
  delivered(timing: InferTiming): void;
}

export class Pipeline<T> {
  readonly ledger = new LedgerBook();
  /** Fires when the pipeline ends: the source is to be left alone. */
  readonly ended$ = new Subject<void>();
  /** Asks the grouping operators to close their open groups now: that of an instance, or all. */
  readonly closeEarly$ = new Subject<Instance | undefined>();
  readonly room = new WaitingRoom<T>();
  /** Slots that its inputs hold: at most `settings.maxInFlight`. */
  held = 0;
  /** Its groups that have been closed and not been reported. */
  outstanding = 0;
  /** It stands in the model's line of pipelines that wait for a slot. */
  inLine = false;
  ended = false;

  // Set by the operators when they subscribe.
  granted: (execution: Execution<T>) => void = nothing;
  emit: (result: InferResult<T>) => void = nothing;
  finished: () => void = nothing;
  failed: (error: unknown) => void = nothing;
  /** There may be room for another input. */
  pull: () => void = nothing;

  readonly #dispatcher: Dispatcher;
  readonly #model: PipelineModel;
  readonly #scheduler: SchedulerLike;
  readonly #sequencer: Sequencer<T>;
  readonly #deadlines: Deadlines<T> | undefined;
  readonly #staleness: Alarm;
  readonly #batching: Alarm;
  readonly #retries = new Subscription();
  #arrived = 0;
  #sourceCompleted = false;
  #closing = false;
  // Results are being emitted: an error that comes meanwhile waits for their end.
  #emitting = false;
  #refusal: { readonly error: unknown } | undefined;

  constructor(
    dispatcher: Dispatcher,
    model: PipelineModel,
    readonly settings: InferSettings<T>,
  ) {
    this.#dispatcher = dispatcher;
    this.#model = model;
    this.#scheduler = model.scheduler;
    this.#sequencer = new Sequencer(settings.order, (result) => this.#deliver(result));
    if (settings.timeout !== Number.POSITIVE_INFINITY) {
      this.#deadlines = new Deadlines(settings.timeout, model.scheduler, (late) => this.#timedOut(late));
    }
    this.#staleness = new Alarm(model.scheduler, () => this.#dropStale());
    this.#batching = new Alarm(model.scheduler, () => {
      dispatcher.wake(this);
      this.#resetBatching();
    });
  }

  /** One more of its inputs, or batches of them, may take a slot, as far as its own bounds go. */
  get mayStart(): boolean {
    const { maxInFlight, batchSize } = this.settings;
    if (this.held >= maxInFlight || this.#refusal !== undefined) return false;
    // What is held back for the order is bounded, too; but not what the others wait for.
    return (
      this.room.againSize > 0 || this.held * batchSize + this.#sequencer.heldBack < maxInFlight * batchSize
    );
  }

  /** It would take a slot now if it got one. */
  get isReady(): boolean {
    const { room, settings } = this;
    if (room.size === 0 || !this.mayStart) return false;
    if (settings.batchSize === 1 || room.againSize > 0 || room.freshSize >= settings.batchSize) return true;
    return this.#sourceCompleted || this.#batchDue <= this.#scheduler.now();
  }

  // --- From the source ---

  /** A new input: takes a slot now if it can, else waits, if there is room. */
  arrive(value: T): void {
    const { room, settings, ledger } = this;
    const input = new Input(value, this.#arrived, this.#scheduler.now());
    this.#arrived += 1;
    ledger.arrive();
    const startable = this.#dispatcher.startable(this) * settings.batchSize;
    if (room.freshSize - startable >= settings.maxQueueSize && !this.#makeRoom(input)) return;
    room.push(input);
    this.#staleness.set(input.submittedAt + settings.maxStaleness);
    this.#dispatcher.wake(this);
    this.#resetBatching();
  }

  /** The source has completed: what is open gets its callback, and what waits for a batch to fill up starts. */
  complete(): void {
    this.#sourceCompleted = true;
    this.#dispatcher.wake(this);
    this.closeTail();
    this.settle();
  }

  // --- From the dispatcher ---

  /**
   * Puts as many of the waiting inputs as may be into an execution, and binds them.
   *
   * @return false if it is still empty, or nobody wants it any more
   */
  load(execution: Execution<T>): boolean {
    while (execution.inputs.length < this.settings.batchSize) {
      const input = this.room.shift();
      if (!input) break;
      const bound = this.#bind(input);
      // The user's functions may have ended the pipeline, or closed the model: then these inputs still wait.
      if (this.ended || this.#closing || this.#refusal) return false;
      if (bound) execution.inputs.push(input);
    }
    return execution.inputs.length > 0;
  }

  /** The execution has all it needs: its inputs are in flight. */
  start(execution: Execution<T>): void {
    execution.startedAt = this.#scheduler.now();
    for (const input of execution.inputs) {
      this.ledger.start();
      input.attempts += 1;
      input.startedAt = execution.startedAt;
      input.execution = execution;
    }
    this.#deadlines?.started(execution);
    this.#resetStaleness();
    this.#resetBatching();
    this.granted(execution);
    this.closeTail();
  }

  /** A group is done. */
  report(executions: readonly Execution<T>[], report: Report): void {
    const { outputs, failures, moments } = report;
    const now = this.#scheduler.now();
    this.#emitting = true;
    // Before the results are looked at: the device is to have work while their subscribers run.
    this.#dispatcher.wake(this);
    const refused = this.#refusal;
    for (let n = 0; n < executions.length && !this.ended; n += 1) {
      const execution = executions[n] as Execution<T>;
      const failure = failures?.[n];
      if (failure) {
        this.fail(execution, failure);
        if (this.#refusal !== refused) break;
        continue;
      }
      const { inputs } = execution;
      for (let sample = 0; sample < inputs.length && !this.ended; sample += 1) {
        const input = inputs[sample] as Input<T>;
        if (input.execution !== execution) continue;
        input.execution = undefined;
        const { source, index } = input;
        const timing = timingOf(input, now, moments, 4 * n);
        this.#sequencer.settle(input, {
          source,
          outputs: this.#model.read(outputs, n, sample),
          index,
          timing,
        });
        this.pull();
      }
    }
    this.#emitting = false;
    this.#deadlines?.ended();
    this.settle();
  }

  /** An execution has failed: for each of its inputs that still waits for it, `onFailure` decides. */
  fail(execution: Execution<T>, error: Error): void {
    this.#failAll(this.#waitingFor(execution), error);
  }

  /** Several executions have failed at once. */
  failMany(executions: readonly Execution<T>[], error: Error): void {
    this.#failAll(
      executions.flatMap((execution) => this.#waitingFor(execution)),
      error,
    );
    this.#deadlines?.ended();
    this.settle();
  }

  /** The model is closing: what has a slot comes to its end, nothing else starts. */
  drain(): void {
    this.#closing = true;
    this.closeEarly$.next(undefined);
    this.settle();
  }

  /** Ends the pipeline with an error: now, or after the results that are being emitted. */
  abort(error: unknown): void {
    if (this.ended) return;
    if (this.#emitting) this.#refusal ??= { error };
    else this.failed(error);
  }

  /** Nobody wants anything of it any more. */
  clear(): void {
    this.ended = true;
    this.ledger.cancelAll();
    this.room.clear();
    this.#sequencer.clear();
    this.#deadlines?.clear();
    this.#staleness.clear();
    this.#batching.clear();
    this.#retries.unsubscribe();
  }

  /** Closes the open groups if no input can come any more to fill them. */
  closeTail(): void {
    if (this.#sourceCompleted && this.room.size === 0) this.closeEarly$.next(undefined);
  }

  /** Looks whether that was all. To be called after anything that may have been the last. */
  settle(): void {
    if (this.ended || this.#emitting) return;
    const { waiting, inFlight } = this.ledger;
    if (this.#refusal) this.failed(this.#refusal.error);
    else if (inFlight > 0) return;
    else if (this.#sourceCompleted && waiting === 0) this.finished();
    else if (this.#closing) this.failed(new AscendRxError('ERR_CLOSED', 'The model is closed'));
  }

  // --- Waiting ---

  get #batchDue(): number {
    const oldest = this.room.oldestFresh;
    return oldest ? oldest.submittedAt + this.settings.maxQueueDelay : Number.POSITIVE_INFINITY;
  }

  // What is due already stands in line.
  #resetBatching(): void {
    if (this.settings.batchSize === 1) return;
    const due = this.#batchDue;
    if (due === Number.POSITIVE_INFINITY) this.#batching.clear();
    else if (due > this.#scheduler.now()) this.#batching.set(due);
  }

  // There is no room for an input: false if it is not to wait.
  #makeRoom(input: Input<T>): boolean {
    const { overflow, maxQueueSize } = this.settings;
    if (overflow === 'drop-newest') {
      this.#drop(input, 'overflow');
      return false;
    }
    if (overflow === 'drop-oldest') {
      const oldest = this.room.shiftFresh();
      if (oldest) this.#drop(oldest, 'overflow');
      return !this.ended;
    }
    this.ledger.refuse();
    const room = maxQueueSize === 0 ? 'none may wait' : `${maxQueueSize} wait already`;
    this.abort(new AscendRxError('ERR_OVERFLOW', `No slot is free for input ${input.index}, and ${room}`));
    return false;
  }

  #dropStale(): void {
    const now = this.#scheduler.now();
    const { room, settings } = this;
    for (let next = room.oldestFresh; next; next = room.oldestFresh) {
      if (next.submittedAt + settings.maxStaleness > now) break;
      room.shiftFresh();
      this.#drop(next, 'stale');
    }
    this.#resetStaleness();
    this.closeTail();
    this.settle();
  }

  #resetStaleness(): void {
    const oldest = this.room.oldestFresh;
    if (oldest) this.#staleness.set(oldest.submittedAt + this.settings.maxStaleness);
    else this.#staleness.clear();
  }

  // --- To the device ---

  #bind(input: Input<T>): boolean {
    if (input.views) return true;
    try {
      const { source, index } = input;
      input.views = bindInputs(this.#model.inputs, this.settings.inputs(source, index));
      if (!this.ended) this.#sequencer.add(input);
      return true;
    } catch (error) {
      if (!this.ended) this.#unfit(input, error);
      return false;
    }
  }

  // An input that the device never sees.
  #unfit(input: Input<T>, error: unknown): void {
    const decision = this.#decide(input, error as Error);
    if (this.ended) return;
    if (decision === 'drop') {
      this.#drop(input, 'failure', error);
    } else {
      this.ledger.refuse();
      this.abort(error);
    }
  }

  // --- Back from it ---

  #deliver(result: InferResult<T>): void {
    if (this.ended) return;
    this.ledger.deliver();
    this.#model.delivered(result.timing);
    this.emit(result);
  }

  #waitingFor(execution: Execution<T>): Input<T>[] {
    return execution.inputs.filter((input) => input.execution === execution);
  }

  #failAll(inputs: readonly Input<T>[], error: Error): void {
    const decisions: Decision[] = [];
    for (const input of inputs) input.execution = undefined;
    for (const input of inputs) {
      if (this.ended) return;
      decisions.push(this.#decide(input, error));
    }
    if (this.ended || this.#refusal) return;
    const failed = decisions.filter((decision) => decision === 'fail').length;
    for (let n = 0; n < failed; n += 1) this.ledger.fail();
    if (failed > 0) {
      this.abort(error);
      return;
    }
    inputs.forEach((input, n) => {
      const decision = decisions[n] as Decision;
      if (decision === 'drop') this.#drop(input, 'failure', error);
      else this.#again(input, decision as number);
    });
  }

  #decide(input: Input<T>, error: Error): Decision {
    const { onFailure } = this.settings;
    const { source, index, attempts } = input;
    if (typeof onFailure !== 'function') return decide(onFailure, attempts);
    try {
      const failure: InferFailure<T> = { error, source, index, attempts };
      const action = onFailure(failure);
      assertFailureAction(action);
      return decide(action, attempts);
    } catch (thrown) {
      this.abort(thrown);
      return 'fail';
    }
  }

  #again(input: Input<T>, delay: number): void {
    if (this.ended) return;
    this.ledger.again();
    const wait = () => {
      this.room.pushAgain(input);
      this.#dispatcher.wake(this);
    };
    if (delay === 0) {
      wait();
      return;
    }
    const timer = this.#scheduler.schedule(() => {
      this.#retries.remove(timer);
      wait();
    }, delay);
    this.#retries.add(timer);
  }

  #drop(input: Input<T>, cause: DropCause, error?: unknown): void {
    if (this.ended) return;
    const { label, onDrop } = this.settings;
    const { source, index, submittedAt, lane } = input;
    if (input.attempts > 0) this.ledger.dropInFlight();
    else this.ledger.dropWaiting();
    const waited = this.#scheduler.now() - submittedAt;
    try {
      onDrop?.(source, cause, waited);
    } catch (thrown) {
      this.abort(thrown);
    }
    this.#model.dropped({ label, source, index, cause, waited, ...(error === undefined ? {} : { error }) });
    if (lane && !this.ended) this.#sequencer.settle(input);
  }

  #timedOut(execution: Execution<T>): void {
    this.fail(execution, new InferTimeoutError(this.settings.timeout));
    this.settle();
  }
}

function timingOf<T>(
  input: Input<T>,
  now: number,
  moments: ArrayLike<number> | undefined,
  at: number,
): InferTiming {
  const { submittedAt, startedAt } = input;
  const total = now - submittedAt;
  if (!moments) {
    return {
      queue: startedAt - submittedAt,
      copyIn: 0,
      compute: now - startedAt,
      copyOut: 0,
      callbackWait: 0,
      total,
    };
  }
  // A device's clock may be off by the time of a few calls: no part may be negative for that.
  const began = between(submittedAt, moments[at] as number, now);
  const copiedIn = between(began, moments[at + 1] as number, now);
  const computed = between(copiedIn, moments[at + 2] as number, now);
  const copiedOut = between(computed, moments[at + 3] as number, now);
  return {
    queue: began - submittedAt,
    copyIn: copiedIn - began,
    compute: computed - copiedIn,
    copyOut: copiedOut - computed,
    callbackWait: now - copiedOut,
    total,
  };
}

function between(earliest: number, moment: number, latest: number): number {
  return Math.min(Math.max(moment, earliest), latest);
}

function nothing(): void {}
