// The way into a pipeline: values of the source and calls of a runner become inputs, which take a slot at once or wait; the
// end of the source; inputs that are withdrawn. What happens when an input gets its slot is in Executions. JavaScript thread.
import type { CallerContext } from '../device/caller-context.js';
import type { Completion } from './completion.js';
import type { Failures } from './failures.js';
import { Input } from './input.js';
import type {
  PipelineModel,
  PipelinePreparations,
  PipelineScheduler,
  PipelineSurroundings,
} from './pipeline-ports.js';
import type { PipelineState } from './pipeline-state.js';

export class Intake<T> {
  readonly #state: PipelineState<T>;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #context: CallerContext | undefined;
  readonly #failures: Pick<Failures<T>, 'overflow' | 'drop'>;
  readonly #completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>;
  readonly #preparations: Pick<PipelinePreparations<T>, 'withdrawn'> | undefined;
  #arrived = 0;

  constructor(
    state: PipelineState<T>,
    { client, scheduler, model, context }: PipelineSurroundings<T>,
    failures: Pick<Failures<T>, 'overflow' | 'drop'>,
    completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>,
    preparations?: Pick<PipelinePreparations<T>, 'withdrawn'>,
  ) {
    this.#state = state;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#model = model;
    this.#context = context;
    this.#failures = failures;
    this.#completion = completion;
    this.#preparations = preparations;
  }

  /** A value of the source has come. */
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
    const { ended, ledger, queue, settings } = this.#state;
    // User code runs between the end of the pipeline and that of its source.
    if (ended) return;
    const client = this.#client;
    ledger.arrive();
    client.trace?.on('submit', { index: input.index, value: input.source });
    const needNotWait = queue.size === 0 && settings.batchSize === 1;
    if (needNotWait && this.#scheduler.startNow(client, input, input.submittedAt)) return;
    const isFull = !queue.hasRoom();
    if (isFull && settings.overflow !== 'drop-oldest') {
      this.#failures.overflow(input);
      return;
    }
    // The input has its place before anybody is told of a drop, because user code may push more values then.
    queue.push(input);
    if (isFull) this.#failures.drop(queue.shiftOldest() as Input<T>, 'overflow');
    this.#scheduler.wake(client, input.submittedAt);
  }

  /** A batch that is not full waits for the inputs of this turn of the event loop, until {@link turnOver}. */
  expectMore(): void {
    this.#state.expectsMore = true;
  }

  /** No further inputs come in this turn: what waits for its batch to fill up starts, and the open groups are closed. */
  turnOver(): void {
    if (this.#state.ended) return;
    if (this.#state.expectsMore) {
      this.#state.expectsMore = false;
      this.#scheduler.wake(this.#client);
    }
    this.#client.closeGroups();
  }

  /**
   * Nobody wants the result of the input any more. If it waits, it leaves the queue. If it is in flight, its slot comes back
   * when the device is done; if it is being prepared, at once.
   */
  withdraw(input: Input<T>): void {
    const { ended, ledger, queue, sequencer, deadlines } = this.#state;
    if (ended || input.isSettled) return;
    this.#client.trace?.on('cancel', { index: input.index });
    input.isSettled = true;
    if (input.isWaiting) {
      ledger.cancelWaiting();
      queue.remove(input);
    } else {
      ledger.cancelInFlight();
      input.execution = undefined;
      deadlines?.ended();
    }
    this.#preparations?.withdrawn(input);
    if (input.sequence) sequencer.settle(input);
    this.#completion.settle();
  }

  /** The source has completed: open groups are closed, and what waits for its batch to fill up starts. */
  sourceCompleted(): void {
    const state = this.#state;
    if (state.ended || state.pendingError) return;
    this.#client.trace?.on('sourceComplete', {});
    state.sourceCompleted = true;
    // At once, also while results are being emitted: the device is to have work while subscribers run.
    this.#scheduler.wake(this.#client);
    this.#completion.closeStuckGroups();
    this.#completion.settle();
  }

  /** The source has failed. Open groups are closed while the operators still listen. */
  sourceFailed(error: unknown): void {
    this.#client.trace?.on('sourceError', { error });
    this.#client.closeGroups();
  }
}
