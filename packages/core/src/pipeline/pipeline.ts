// One subscription to `infer`: its inputs from arrival to end. The scheduler gives it slots; a sink receives what it gives.
// JavaScript thread.
//
// User code runs inside of: `inputs` and the key function (InputLoader), `onFailure` and `onDrop` (Failures), the sink, the
// trace sink, and the teardown of the source. The state is consistent whenever user code is called, and is looked at anew
// when user code returns. What user code throws ends its pipeline, or is reported where it cannot: others share the model.
// User code runs in the context in which the pipeline was subscribed to, whoever has caused the call.
import { Subject } from 'rxjs';
import type { CallerContext } from '../device/caller-context.js';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import { Execution } from '../instance/execution.js';
import type { Group, Report } from '../instance/group.js';
import type { Instance } from '../instance/instance.js';
import { SlotUsage } from '../instance/slot-usage.js';
import type { Drop } from '../options/drop.js';
import type { InferSettings } from '../options/infer-settings.js';
import { tracedSettings } from '../options/traced-settings.js';
import { QueuePlace } from '../scheduling/fair-queue.js';
import type { SlotClient } from '../scheduling/slot-scheduler.js';
import { Trace } from '../tracing/trace.js';
import type { PipelineEnding, TracedPipeline } from '../tracing/trace-event.js';
import { reportUnhandledError } from '../util/report-unhandled-error.js';
import { runGuarded } from '../util/run-guarded.js';
import { callInContext } from './call-in-context.js';
import { Completion, type CompletionActions } from './completion.js';
import { Deadlines } from './deadlines.js';
import { Delivery } from './delivery.js';
import { Failures } from './failures.js';
import { Input } from './input.js';
import { InputLoader } from './input-loader.js';
import { InputQueue, type InputQueueListener } from './input-queue.js';
import type { PipelineModel, PipelineScheduler } from './pipeline-ports.js';
import type { EnterContext, PipelineSink } from './pipeline-sink.js';
import { PipelineState } from './pipeline-state.js';
import { Sequencer } from './sequencer.js';
import { tracedGroup, tracedStart } from './traced-fields.js';

const outputsGone =
  'The buffer of the outputs was transferred by a subscriber while others still had results in it: give data.slice() away';

export class Pipeline<T> implements SlotClient<Input<T>>, InputQueueListener<T>, CompletionActions {
  readonly state: PipelineState<T>;
  readonly usage = new SlotUsage();
  readonly trace: Trace | undefined;
  readonly place = new QueuePlace();
  /** Fires when the source is to be left: the pipeline has ended, or will when the results have been emitted. */
  readonly leaveSource$ = new Subject<void>();
  /** Asks the grouping operators to close their open group: that of an instance, or all. */
  readonly closeGroups$ = new Subject<number | undefined>();
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #sink: PipelineSink<T>;
  readonly #context: CallerContext | undefined;
  readonly #completion: Completion<T>;
  readonly #failures: Failures<T>;
  readonly #deadlines: Deadlines<T> | undefined;
  readonly #delivery: Delivery<T>;
  readonly #loader: InputLoader<T>;
  readonly #enter: EnterContext = (work) => this.inContext(work);
  #arrived = 0;
  // What the teardown of the source has thrown.
  #teardownError: { readonly error: unknown } | undefined;

  constructor(
    scheduler: PipelineScheduler<T>,
    model: PipelineModel,
    readonly settings: InferSettings<T>,
    sink: PipelineSink<T>,
  ) {
    this.#scheduler = scheduler;
    this.#model = model;
    this.#sink = sink;
    // Inputs of calls bring contexts of their own. That of the first caller must not be kept alive by all later ones.
    this.#context = sink.failed ? undefined : model.captureContext?.('AscendRxPipeline');
    const { recorder } = settings;
    if (recorder) {
      const traced: TracedPipeline = {
        model: model.traced,
        settings: tracedSettings(settings),
        ...(sink.failed && { isRunner: true }),
      };
      this.trace = new Trace(recorder, traced, model.scheduler, this.#enter);
    }
    this.state = new PipelineState(
      settings,
      this.usage,
      new InputQueue(settings, model.scheduler, this),
      new Sequencer(settings.order, (result, input) => this.#delivery.emit(result, input)),
    );
    const dropStale = (input: Input<T>) => this.#failures.drop(input, 'stale');
    const onThrown = (error: unknown) => this.#sinkThrew(error);
    this.#delivery = new Delivery(this.state, model, sink, dropStale, this.trace, onThrown);
    this.#completion = new Completion(this.state, this);
    const onDropped = (drop: Drop) => model.dropped(drop);
    const onFailed = sink.failed?.bind(sink);
    this.#failures = new Failures(
      this.state,
      this.#completion,
      model.scheduler,
      onDropped,
      this.trace,
      onFailed,
      (error) => this.#tellError(error),
      this.#enter,
    );
    this.#loader = new InputLoader(this.state, model.inputs, this.#failures);
    if (settings.timeout !== Number.POSITIVE_INFINITY) {
      this.#deadlines = new Deadlines(settings.timeout, model.scheduler, (execution) => {
        this.#failures.timeOut(execution);
        this.#completion.settle();
      });
    }
  }

  /** Begins: the pipeline takes part in the turns for slots. Called once, when its model knows it. */
  begin(): void {
    this.#scheduler.join(this);
    this.trace?.on('open', {});
  }

  /** Calls user code in the context in which the pipeline was subscribed to. */
  inContext<Result>(work: () => Result): Result {
    return callInContext(this.#context, work);
  }

  // --- From the source ---

  /** A value has come. */
  arrive(value: T): void {
    const input = new Input(value, this.nextIndex(), this.#model.scheduler.now());
    input.context = this.#context;
    this.enter(input);
  }

  /** The index of the next input, which is to enter next. */
  nextIndex(): number {
    const index = this.#arrived;
    this.#arrived += 1;
    return index;
  }

  /** An input has come: it takes a slot now if it can; otherwise it waits, if there is room. */
  enter(input: Input<T>): void {
    const { ledger, queue, settings } = this.state;
    ledger.arrive();
    this.trace?.on('submit', { index: input.index, value: input.source });
    const needNotWait = queue.size === 0 && settings.batchSize === 1;
    if (needNotWait && this.#scheduler.startNow(this, input, input.submittedAt)) return;
    const isFull = !queue.hasRoom();
    if (isFull && settings.overflow !== 'drop-oldest') {
      this.#failures.overflow(input);
      return;
    }
    // The input has its place before anybody is told of a drop, because user code may push more values then.
    queue.push(input);
    if (isFull) this.#failures.drop(queue.shiftOldest() as Input<T>, 'overflow');
    this.#scheduler.wake(this, input.submittedAt);
  }

  /** A batch that is not full waits for the inputs of this turn of the event loop, until {@link turnOver}. */
  expectMore(): void {
    this.state.expectsMore = true;
  }

  /** No further inputs come in this turn: what waits for its batch to fill up starts, and the open groups are closed. */
  turnOver(): void {
    if (this.state.ended) return;
    if (this.state.expectsMore) {
      this.state.expectsMore = false;
      this.#scheduler.wake(this);
    }
    this.closeGroups();
  }

  /**
   * Nobody wants the result of the input any more. If it waits, it leaves the queue. If it is in flight, its slot comes back
   * when the device is done.
   */
  withdraw(input: Input<T>): void {
    const { state } = this;
    if (state.ended || input.isSettled) return;
    this.trace?.on('cancel', { index: input.index });
    input.isSettled = true;
    if (input.isWaiting) {
      state.ledger.cancelWaiting();
      state.queue.remove(input);
    } else {
      state.ledger.cancelInFlight();
      input.execution = undefined;
      this.#deadlines?.ended();
    }
    if (input.sequence) state.sequencer.settle(input);
    this.#completion.settle();
  }

  /** The source has completed: open groups are closed, and what waits for its batch to fill up starts. */
  sourceCompleted(): void {
    if (this.state.ended || this.state.pendingError) return;
    this.trace?.on('sourceComplete', {});
    this.state.sourceCompleted = true;
    // At once, also while results are being emitted: the device is to have work while subscribers run.
    this.#scheduler.wake(this);
    this.#completion.closeStuckGroups();
    this.#completion.settle();
  }

  /** The source has failed. Open groups are closed while the operators still listen. */
  sourceFailed(error: unknown): void {
    this.trace?.on('sourceError', { error });
    this.closeGroups();
  }

  // --- From the scheduler ---

  get demand(): PipelineState<T> {
    return this.state;
  }

  start(instance: Instance, slot: number, now: number, first?: Input<T>): boolean {
    const inputs = this.#loader.load(now, first);
    if (!inputs) {
      instance.give(this, slot);
      this.#completion.closeStuckGroups();
      this.#completion.settle();
      return false;
    }
    const execution = new Execution(this.#scheduler.nextExecution(), instance.index, slot, inputs, now);
    instance.assign(this, execution);
    const { staleness } = this.state.queue;
    for (const input of inputs) {
      this.state.ledger.start();
      input.attempts += 1;
      input.isWaiting = false;
      input.execution = execution;
      staleness.started(input, now, instance.busy === 1);
    }
    this.trace?.on('start', tracedStart(execution, this.settings));
    if (this.state.ended) {
      // The trace sink has ended the pipeline: nothing is submitted any more.
      instance.give(this, slot);
      return false;
    }
    this.#deadlines?.started(execution);
    this.#sink.execution(execution);
    this.#completion.closeStuckGroups();
    return true;
  }

  executionsLost(executions: readonly Execution<Input<T>>[], error: Error): void {
    if (this.state.ended) return;
    this.#failures.failAll(executions, error);
    this.#deadlines?.ended();
    this.#completion.settle();
  }

  drain(): void {
    this.trace?.on('close', {});
    this.state.modelClosing = true;
    this.closeGroups();
    this.#completion.settle();
  }

  abort(error: unknown): void {
    this.#completion.abort(error);
  }

  // --- From the instances ---

  groupClosed(group: Group<Input<T>>): void {
    const launched = this.settings.callbackInterval > 0;
    this.trace?.on('launch', { ...tracedGroup(group), launched });
  }

  groupReported(group: Group<Input<T>>, report: Report): void {
    const { failures, moments } = report;
    this.trace?.on('callback', { ...tracedGroup(group), failures, moments });
    if (this.state.ended) return;
    // Once for all results of the group.
    if (this.#context) this.#context.runInAsyncScope(this.#report, this, group.executions, report);
    else this.#report(group.executions, report);
  }

  groupLost(group: Group<Input<T>>): void {
    this.trace?.on('lost', tracedGroup(group));
    const message = 'A callback has not come, though the execution stream is past it';
    this.executionsLost(group.executions, new AscendRxError('ERR_CALLBACK_LOST', message));
    this.#scheduler.wake(this);
  }

  /** The session threw: the execution was not queued. Its slot is free again. */
  submissionRefused(execution: Execution<Input<T>>, error: Error): void {
    this.trace?.on('refused', { execution: execution.number, error });
    this.#failures.fail(execution, error);
    this.#completion.settle();
  }

  /** The instance of an execution. */
  instanceOf(execution: Execution<Input<T>>): Instance {
    return this.#scheduler.instances[execution.instance] as Instance;
  }

  /** The batch size to execute so many inputs with. Undefined where the model takes one input at a time. */
  batchSizeFor(inputs: number): number | undefined {
    return this.#model.batchSizes?.find((size) => size >= inputs);
  }

  // --- From the input queue ---

  startable(): number {
    return this.#scheduler.startable(this);
  }

  inputsDue(): void {
    this.#scheduler.wake(this);
  }

  inputsStale(inputs: readonly Input<T>[]): void {
    for (const input of inputs) this.#failures.drop(input, 'stale');
    this.#completion.closeStuckGroups();
    this.#completion.settle();
  }

  // --- What completion has done ---

  closeGroups(instance?: number): void {
    this.closeGroups$.next(instance);
  }

  leaveSource(): void {
    this.inContext(() => this.leaveSource$.next());
  }

  wake(): void {
    this.#scheduler.wake(this);
  }

  pull(): void {
    this.#sink.pull(this.#enter);
  }

  complete(): void {
    this.end('complete');
    runGuarded(() => this.inContext(() => this.#sink.complete()));
  }

  /** Ends the pipeline before anybody is told of the error, so that whoever is told finds the ledger settled. */
  fail(error: unknown): void {
    this.end('error', error);
    this.#tellError(error);
  }

  /** The teardown of the source has thrown. `end` says what becomes of the error. */
  teardownFailed(error: unknown): void {
    this.#teardownError ??= { error };
  }

  /**
   * Ends the pipeline: what it had is cancelled, and its slots come back with their groups. Idempotent.
   *
   * @throws what the teardown of the source throws, if somebody has unsubscribed, who is to be told of it. Otherwise it is
   *   reported as an unhandled error
   */
  end(ending: PipelineEnding, error?: unknown): void {
    const { state } = this;
    if (state.ended) return;
    state.ended = true;
    this.trace?.on('end', { ending, error, inResult: this.#delivery.inResult });
    state.ledger.cancelAll();
    state.queue.clear();
    state.sequencer.clear();
    this.#deadlines?.clear();
    this.#scheduler.leave(this);
    this.#model.ended(this);
    this.closeGroups();
    // Runs the teardown of the user's source.
    this.leaveSource();
    this.#model.left();
    if (!this.#teardownError) return;
    if (ending === 'unsubscribe') throw this.#teardownError.error;
    reportUnhandledError(this.#teardownError.error);
  }

  #tellError(error: unknown): void {
    runGuarded(() => this.inContext(() => this.#sink.error(error)));
  }

  // A subscriber that throws is sent the error, as operators of rxjs do. There is nothing to send after the end.
  #sinkThrew(error: unknown): void {
    if (this.state.ended) reportUnhandledError(error);
    else this.fail(error);
  }

  // --- Back from the device ---

  #report(executions: readonly Execution<Input<T>>[], report: Report): void {
    const { state } = this;
    const now = this.#model.scheduler.now();
    state.emitting = true;
    // Waiting inputs start before results are emitted: the device is to have work while subscribers run.
    this.#scheduler.wake(this);
    const before = state.pendingError;
    for (let n = 0; n < executions.length && !state.ended; n += 1) {
      const execution = executions[n] as Execution<Input<T>>;
      const failure = report.failures?.[n] ?? this.#settle(execution, report, n, now);
      if (!failure) continue;
      this.#failures.fail(execution, failure);
      if (state.pendingError !== before) break;
    }
    state.emitting = false;
    this.#deadlines?.ended();
    this.#completion.settle();
  }

  // Returns why the inputs that are left have no result.
  #settle(execution: Execution<Input<T>>, report: Report, n: number, now: number): Error | undefined {
    if (this.#delivery.settle(execution, report, n, now, this.instanceOf(execution).session))
      return undefined;
    return new AscendRxError('ERR_OUTPUTS_GONE', outputsGone);
  }
}
