// One subscription to `infer`: its inputs from arrival to end. This file joins the parts: Intake takes inputs in, Executions
// begins executions in the slots that the scheduler gives, Outcomes takes what comes of them, Ending ends the pipeline. It also
// is what the scheduler, the instances and the input queue know of a pipeline. JavaScript thread.
//
// User code runs inside of: `inputs` and the key function (InputLoader), `prepare` (Preparations), `onFailure` and `onDrop` (Failures), the sink, the
// trace sink, and the teardown of the source. The state is consistent whenever user code is called, and is looked at anew
// when user code returns. What user code throws ends its pipeline, or is reported where it cannot: others share the model.
// User code runs in the context in which the pipeline was subscribed to, whoever has caused the call.
import { Subject } from 'rxjs';
import type { GroupReport } from '../device/session.js';
import type { Execution } from '../instance/execution.js';
import type { Group } from '../instance/group.js';
import type { Instance } from '../instance/instance.js';
import { SlotUsage } from '../instance/slot-usage.js';
import type { InferSettings } from '../options/infer-settings.js';
import { tracedSettings } from '../options/traced-settings.js';
import { QueuePlace } from '../scheduling/fair-queue.js';
import { PreparingCounts } from '../scheduling/preparing-counts.js';
import type { SlotClient } from '../scheduling/slot-scheduler.js';
import { Trace } from '../tracing/trace.js';
import type { TracedPipeline } from '../tracing/trace-event.js';
import { callInContext } from './call-in-context.js';
import { Completion, type CompletionActions } from './completion.js';
import { Deadlines } from './deadlines.js';
import { Delivery } from './delivery.js';
import { Ending } from './ending.js';
import { Executions } from './executions.js';
import { Failures } from './failures.js';
import type { Input } from './input.js';
import { InputLoader } from './input-loader.js';
import { InputQueue, type InputQueueListener } from './input-queue.js';
import { Intake } from './intake.js';
import { Outcomes } from './outcomes.js';
import type { PipelineModel, PipelineScheduler, PipelineSurroundings } from './pipeline-ports.js';
import type { EnterContext, PipelineSink } from './pipeline-sink.js';
import { PipelineState } from './pipeline-state.js';
import { Preparations } from './preparations.js';
import { Sequencer } from './sequencer.js';
import { tracedGroup } from './traced-fields.js';

export class Pipeline<T> implements SlotClient<Input<T>>, InputQueueListener<T>, CompletionActions {
  readonly intake: Intake<T>;
  readonly executions: Executions<T>;
  readonly outcomes: Outcomes<T>;
  readonly ending: Ending<T>;
  readonly state: PipelineState<T>;
  readonly usage = new SlotUsage();
  readonly trace: Trace | undefined;
  readonly place = new QueuePlace();
  /** Asks the grouping operators to close their open group: that of an instance, or all. */
  readonly closeGroups$ = new Subject<number | undefined>();
  readonly #scheduler: PipelineScheduler<T>;
  readonly #sink: PipelineSink<T>;
  readonly #enter: EnterContext;
  readonly #completion: Completion<T>;
  readonly #failures: Failures<T>;
  // Undefined: `inputs` gives the inputs.
  readonly #preparations: Preparations<T> | undefined;

  constructor(
    scheduler: PipelineScheduler<T>,
    model: PipelineModel,
    readonly settings: InferSettings<T>,
    sink: PipelineSink<T>,
  ) {
    // Inputs of calls bring contexts of their own. That of the first caller must not be kept alive by all later ones.
    const context = sink.failed ? undefined : model.captureContext?.('AscendRxPipeline');
    const clock = model.scheduler;
    this.#scheduler = scheduler;
    this.#sink = sink;
    this.#enter = (work) => callInContext(context, work);
    this.trace = traceOf(settings, model, sink.failed !== undefined, this.#enter);
    const { order, timeout } = settings;
    const preparing = settings.prepare && new PreparingCounts(settings.maxPreparing);
    const state = new PipelineState(
      settings,
      this.usage,
      new InputQueue(settings, clock, this),
      new Sequencer(order, (result, input) => delivery.emit(result, input)),
      timeout === Number.POSITIVE_INFINITY
        ? undefined
        : new Deadlines(timeout, clock, (execution) => {
            if (!this.#preparations?.late(execution)) this.outcomes.late(execution);
          }),
      preparing,
    );
    this.state = state;
    const around: PipelineSurroundings<T> = { client: this, scheduler, model, sink, context };
    const ending = new Ending(state, around, () => this.#preparations);
    const completion = new Completion(state, this, ending);
    const failures = new Failures(
      state,
      completion,
      clock,
      (drop) => model.dropped(drop),
      this.trace,
      sink.failed?.bind(sink),
      (error) => ending.tellError(error),
      this.#enter,
    );
    const delivery = new Delivery(
      state,
      model,
      sink,
      (input) => failures.drop(input, 'stale'),
      this.trace,
      (error) => ending.sinkThrew(error),
    );
    const loader = new InputLoader(state, model, failures);
    const preparations = preparing && new Preparations(state, preparing, around, failures, completion);
    this.#preparations = preparations;
    this.intake = new Intake(state, around, failures, completion, preparations);
    this.executions = new Executions(state, around, loader, completion);
    this.outcomes = new Outcomes(
      state,
      around,
      this.executions,
      delivery,
      failures,
      completion,
      preparations,
    );
    this.ending = ending;
    this.#completion = completion;
    this.#failures = failures;
  }

  /** Begins: the pipeline takes part in the turns for slots. Called once, when its model knows it. */
  begin(): void {
    this.#scheduler.join(this);
    this.trace?.on('open', {});
  }

  // --- From the scheduler ---

  get demand(): PipelineState<T> {
    return this.state;
  }

  start(instance: Instance, slot: number, now: number, first?: Input<T>): boolean {
    const preparations = this.#preparations;
    if (preparations !== undefined) return preparations.start(instance, slot, now, first);
    return this.executions.start(instance, slot, now, first);
  }

  displace(executions: readonly Execution<Input<T>>[]): readonly Execution<Input<T>>[] {
    return this.#preparations?.displace(executions) ?? executions;
  }

  executionsLost(executions: readonly Execution<Input<T>>[], error: Error): void {
    this.#preparations?.instanceFailed();
    this.outcomes.lost(executions, error);
  }

  closeGroups(instance?: number): void {
    this.closeGroups$.next(instance);
  }

  pull(): void {
    this.#sink.pull(this.#enter);
  }

  drain(): void {
    this.trace?.on('close', {});
    this.state.modelClosing = true;
    this.#completion.closeStuckGroups();
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

  groupReported(group: Group<Input<T>>, report: GroupReport): void {
    this.outcomes.reported(group, report);
  }

  groupLost(group: Group<Input<T>>): void {
    this.outcomes.groupLost(group);
  }

  // --- From the input queue and the completion ---

  startable(): number {
    return this.#scheduler.startable(this);
  }

  wake(): void {
    this.#scheduler.wake(this);
  }

  inputsStale(inputs: readonly Input<T>[]): void {
    for (const input of inputs) this.#failures.drop(input, 'stale');
    this.#completion.closeStuckGroups();
    this.#completion.settle();
  }
}

function traceOf<T>(
  settings: InferSettings<T>,
  { traced: model, scheduler }: PipelineModel,
  isRunner: boolean,
  enter: EnterContext,
): Trace | undefined {
  const { recorder } = settings;
  if (!recorder) return undefined;
  const traced: TracedPipeline = {
    model,
    settings: tracedSettings(settings),
    ...(isRunner && { isRunner }),
  };
  return new Trace(recorder, traced, scheduler, enter);
}
