// One subscription to `infer`: its inputs from arrival to end. The dispatcher gives it slots; the operators of `infer`
// listen. JavaScript thread.
//
// User code runs in here at: `inputs` and the key function (`load`), `onFailure`, `onDrop`, and subscribers (`emit`,
// `finished`, `failed`). State is consistent whenever they are called, and looked at anew when they return.
import { type SchedulerLike, Subject } from 'rxjs';
import { bindInputs } from './bind-inputs.js';
import { Deadlines } from './deadlines.js';
import type { Dispatcher } from './dispatcher.js';
import type { Drop, DropCause } from './drop.js';
import { AscendRxError } from './errors/ascend-rx-error.js';
import { InferTimeoutError } from './errors/infer-timeout-error.js';
import type { Execution } from './execution.js';
import { type Decision, decide } from './failure-policy.js';
import type { InferResult, InferTiming } from './infer-result.js';
import type { InferSettings } from './infer-settings.js';
import { Input } from './input.js';
import type { Instance, Report } from './instance.js';
import { Lease } from './lease.js';
import { LedgerBook } from './ledger.js';
import type { OutputReader } from './read-outputs.js';
import type { Track } from './recorder/track.js';
import { Result } from './result.js';
import { Sequencer } from './sequencer.js';
import type { TensorInfo } from './tensor.js';
import { timingOf } from './timing.js';
import { WaitingRoom } from './waiting-room.js';

const gone =
  'The buffer of the outputs was transferred by a subscriber while others still had results in it: give data.slice() away';

/** What a pipeline knows of its model. */
export interface PipelineModel {
  readonly inputs: readonly TensorInfo[];
  readonly read: OutputReader;
  /** Its outputs take memory: not all of them are of 0 bytes. */
  readonly hasOutputs: boolean;
  readonly scheduler: SchedulerLike;
  /** Told of every drop, and of every result's timing. */
  dropped(drop: Drop): void;
  delivered(timing: InferTiming): void;
}

export class Pipeline<T> {
  readonly ledger = new LedgerBook();
  /** Fires when the pipeline ends, or will as soon as results have been emitted: the source is to be left alone. */
  readonly ended$ = new Subject<void>();
  /** Asks the grouping operators to close their open groups now: that of an instance, or all. */
  readonly closeEarly$ = new Subject<Instance | undefined>();
  readonly room: WaitingRoom<T>;
  /** Slots that its inputs hold: at most `settings.maxInFlight`. */
  held = 0;
  /** Its groups that have been closed and not been reported. */
  outstanding = 0;
  /** It stands in the model's line of pipelines that wait for a slot. */
  inLine = false;
  ended = false;
  /** Where it records what happens, if anybody wants to know. */
  track: Track | undefined;

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
    this.room = new WaitingRoom(settings, model.scheduler, {
      due: () => dispatcher.wake(this),
      stale: (inputs) => this.#dropStale(inputs),
    });
  }

  /** Executions that its own bounds have room for: what is held back for the order is bounded, too. */
  get allowance(): number {
    const { maxInFlight, batchSize } = this.settings;
    return maxInFlight - this.held - Math.floor(this.#sequencer.heldBack / batchSize);
  }

  /** Slots that it would take for what waits. */
  get wanted(): number {
    return Math.max(0, Math.min(this.allowance, Math.ceil(this.room.size / this.settings.batchSize)));
  }

  /** One more of its inputs, or batches of them, may take a slot, as far as its own bounds go. */
  get mayStart(): boolean {
    if (this.#refusal !== undefined) return false;
    if (this.allowance > 0) return true;
    // What is held back does not bound what it waits for.
    return this.room.againSize > 0 && this.held < this.settings.maxInFlight;
  }

  /** It would take a slot now if it got one. */
  get isReady(): boolean {
    const { room } = this;
    if (room.size === 0 || !this.mayStart) return false;
    // Nothing will fill a batch up once the source has completed.
    return room.isDue || this.#sourceCompleted;
  }

  // --- From the source ---

  /** A new input: takes a slot now if it can, else waits, if there is room. */
  arrive(value: T): void {
    const { room, settings, ledger } = this;
    const input = new Input(value, this.#arrived, this.#scheduler.now());
    this.#arrived += 1;
    ledger.arrive();
    this.track?.submit(input);
    if (room.size === 0 && settings.batchSize === 1 && this.#dispatcher.startNow(this, input)) return;
    const isFull = !room.hasRoom(() => this.#dispatcher.startable(this));
    if (isFull && settings.overflow !== 'drop-oldest') {
      this.#turnAway(input);
      return;
    }
    // In its place before anybody is told of a drop: more may come in there.
    room.push(input);
    if (isFull) this.#drop(room.shiftOldest() as Input<T>, 'overflow');
    this.#dispatcher.wake(this, input.submittedAt);
  }

  /** The source has completed: what is open gets its callback, and what waits for a batch to fill up starts. */
  complete(): void {
    // Leaving the source completes it, too.
    if (this.ended || this.#refusal) return;
    this.track?.sourceComplete();
    this.#sourceCompleted = true;
    this.#dispatcher.wake(this);
    this.closeStuck();
    this.settle();
  }

  // --- From the dispatcher ---

  /**
   * Takes as many of the waiting inputs as one execution may have, and binds them. None: nothing is to be executed.
   *
   * @param first one that has not even waited
   */
  load(first?: Input<T>): Input<T>[] | undefined {
    let loaded: Input<T>[] | undefined;
    let input = first ?? this.room.shift();
    for (; input; input = this.room.shift()) {
      const bound = this.#bind(input);
      // The user's functions may have ended the pipeline, or closed the model: then these inputs still wait.
      if (this.ended || this.#closing || this.#refusal) return undefined;
      if (!bound) continue;
      if (loaded) loaded.push(input);
      else loaded = [input];
      if (loaded.length === this.settings.batchSize) break;
    }
    return loaded;
  }

  /** The execution has all it needs: its inputs are in flight. */
  start(execution: Execution<T>): void {
    for (const input of execution.inputs) {
      this.ledger.start();
      input.attempts += 1;
      input.execution = execution;
    }
    this.track?.start(execution);
    this.#deadlines?.started(execution);
    this.granted(execution);
    this.closeStuck();
  }

  /** A group is done. */
  report(executions: readonly Execution<T>[], report: Report): void {
    const { outputs, offset, failures, moments } = report;
    const isList = Array.isArray(outputs);
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
      const own = isList ? (outputs[n] as ArrayBuffer) : undefined;
      const buffer = own ?? (outputs as ArrayBuffer);
      const lease = own && new Lease(execution.instance.session, own, inputs.length);
      let isGone = false;
      for (let sample = 0; sample < inputs.length && !this.ended; sample += 1) {
        const input = inputs[sample] as Input<T>;
        if (input.execution !== execution) continue;
        // A subscriber may have transferred it, with the results of others in it.
        isGone = buffer.byteLength === 0 && this.#model.hasOutputs;
        if (isGone) break;
        input.execution = undefined;
        const { source, index } = input;
        const timing = timingOf(input.submittedAt, execution.startedAt, now, moments, 4 * n);
        const read = own ? this.#model.read(own, 0, 0, sample) : this.#model.read(buffer, offset, n, sample);
        this.#sequencer.settle(input, new Result(source, read, index, timing, lease));
        this.pull();
      }
      if (!isGone) continue;
      this.fail(execution, new AscendRxError('ERR_OUTPUTS_GONE', gone));
      if (this.#refusal !== refused) break;
    }
    this.#emitting = false;
    this.#deadlines?.ended();
    this.settle();
  }

  /**
   * An execution has failed: for each of its inputs that still waits for it, `onFailure` decides. To be settled
   * afterwards.
   */
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
    this.track?.close();
    this.#closing = true;
    this.closeEarly$.next(undefined);
    this.settle();
  }

  /** Ends the pipeline with an error: now, or after the results that are being emitted. */
  abort(error: unknown): void {
    if (this.ended) return;
    if (!this.#emitting) {
      this.failed(error);
    } else if (!this.#refusal) {
      this.#refusal = { error };
      // At once: a source that emits synchronously may go on until it is left.
      this.ended$.next();
    }
  }

  /** Nobody wants anything of it any more. */
  clear(): void {
    this.ended = true;
    this.ledger.cancelAll();
    this.room.clear();
    this.#sequencer.clear();
    this.#deadlines?.clear();
  }

  /** It has use for more inputs, as far as is known. */
  get isOpen(): boolean {
    return !this.ended && !this.#closing && this.#refusal === undefined;
  }

  /** Closes the open groups if nothing can come any more to fill them, or not before they have reported. */
  closeStuck(): void {
    const noMore = this.#sourceCompleted && this.room.size === 0;
    const noSlot = this.held > 0 && !this.mayStart && this.#closesAlone;
    if (noMore || noSlot) this.closeEarly$.next(undefined);
  }

  // No callback of its own is on its way that would change anything; without callbacks, none ever is.
  get #closesAlone(): boolean {
    return this.outstanding === 0 || this.settings.callbackInterval === 0;
  }

  /** Looks whether that was all, or more can begin. To be called after anything that may have made the difference. */
  settle(): void {
    if (this.ended || this.#emitting) return;
    const { waiting, inFlight } = this.ledger;
    if (this.#refusal) {
      this.failed(this.#refusal.error);
    } else if (inFlight === 0 && this.#sourceCompleted && waiting === 0) {
      this.finished();
    } else if (inFlight === this.#sequencer.heldBack && this.#closing) {
      // What is held back waits for an input that will never be executed again.
      this.failed(new AscendRxError('ERR_CLOSED', 'The model is closed'));
    } else {
      // Also what the order held back may have kept it from starting more.
      this.#dispatcher.wake(this);
      this.closeStuck();
      this.pull();
    }
  }

  // --- Waiting ---

  // There is no room for an input.
  #turnAway(input: Input<T>): void {
    const { overflow, maxQueueSize } = this.settings;
    if (overflow === 'drop-newest') {
      this.#drop(input, 'overflow');
      return;
    }
    this.ledger.refuse();
    const room = maxQueueSize === 0 ? 'none may wait' : `${maxQueueSize} wait already`;
    this.abort(new AscendRxError('ERR_OVERFLOW', `No slot is free for input ${input.index}, and ${room}`));
  }

  #dropStale(inputs: readonly Input<T>[]): void {
    for (const input of inputs) this.#drop(input, 'stale');
    this.closeStuck();
    this.settle();
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
    this.track?.emit(result.index);
    this.#model.delivered(result.timing);
    this.emit(result);
    this.track?.emitted();
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
    // A drop lets the results go on that were held back behind it: an emission like that of a group.
    const outer = this.#emitting;
    this.#emitting = true;
    inputs.forEach((input, n) => {
      const decision = decisions[n] as Decision;
      if (decision === 'drop') this.#drop(input, 'failure', error);
      else this.#again(input, decision as number);
    });
    this.#emitting = outer;
  }

  #decide(input: Input<T>, error: Error): Decision {
    const { source, index, attempts } = input;
    try {
      const decision = decide(this.settings.onFailure, { error, source, index, attempts });
      this.track?.fail(input, error, decision);
      return decision;
    } catch (thrown) {
      this.track?.fail(input, error, 'thrown');
      this.abort(thrown);
      return 'fail';
    }
  }

  #again(input: Input<T>, delay: number): void {
    if (this.ended) return;
    this.ledger.again();
    this.room.pushAgain(input, delay);
  }

  #drop(input: Input<T>, cause: DropCause, error?: unknown): void {
    if (this.ended) return;
    const { label, onDrop } = this.settings;
    const { source, index, submittedAt, lane } = input;
    if (input.attempts > 0) this.ledger.dropInFlight();
    else this.ledger.dropWaiting();
    const waited = this.#scheduler.now() - submittedAt;
    const drop: Drop = { label, source, index, cause, waited, ...(error === undefined ? {} : { error }) };
    this.track?.drop(drop);
    try {
      onDrop?.(source, cause, waited);
    } catch (thrown) {
      this.abort(thrown);
    }
    this.#model.dropped(drop);
    if (lane && !this.ended) this.#sequencer.settle(input);
  }

  #timedOut(execution: Execution<T>): void {
    this.fail(execution, new InferTimeoutError(this.settings.timeout));
    this.settle();
  }
}

function nothing(): void {}
