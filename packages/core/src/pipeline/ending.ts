// How a pipeline ends: with its completion, with an error, or because its subscriber has left. It gives up what it had, leaves
// its source, and tells its sink. When it ends is decided by Completion. User code runs in the sink, in the trace sink and in the
// teardown of the source. JavaScript thread.
import { Subject } from 'rxjs';
import type { CallerContext } from '../device/caller-context.js';
import type { PipelineEnding } from '../tracing/trace-event.js';
import { reportUnhandledError } from '../util/report-unhandled-error.js';
import { runGuarded } from '../util/run-guarded.js';
import { callInContext } from './call-in-context.js';
import type {
  PipelineModel,
  PipelinePreparations,
  PipelineScheduler,
  PipelineSurroundings,
} from './pipeline-ports.js';
import type { PipelineSink } from './pipeline-sink.js';
import type { PipelineState } from './pipeline-state.js';

export class Ending<T> {
  /** Fires when the source is to be left: the pipeline has ended, or will when the results have been emitted. */
  readonly leaveSource$ = new Subject<void>();
  readonly #state: PipelineState<T>;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #sink: PipelineSink<T>;
  readonly #context: CallerContext | undefined;
  readonly #preparations: () => Pick<PipelinePreparations<T>, 'end'> | undefined;
  // What the teardown of the source has thrown, or that of an Observable of `prepare`.
  #teardownError: { readonly error: unknown } | undefined;

  /** @param preparations what prepares the pipeline's inputs, asked for at the end */
  constructor(
    state: PipelineState<T>,
    { client, scheduler, model, sink, context }: PipelineSurroundings<T>,
    preparations: () => Pick<PipelinePreparations<T>, 'end'> | undefined = () => undefined,
  ) {
    this.#preparations = preparations;
    this.#state = state;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#model = model;
    this.#sink = sink;
    this.#context = context;
  }

  leaveSource(): void {
    callInContext(this.#context, () => this.leaveSource$.next());
  }

  complete(): void {
    this.end('complete');
    runGuarded(() => callInContext(this.#context, () => this.#sink.complete()));
  }

  /** Ends the pipeline before anybody is told of the error, so that whoever is told finds the ledger settled. */
  fail(error: unknown): void {
    this.end('error', error);
    this.tellError(error);
  }

  /** Tells the sink of an error that ends the pipeline, or that came after the end. */
  tellError(error: unknown): void {
    runGuarded(() => callInContext(this.#context, () => this.#sink.error(error)));
  }

  /**
   * A subscriber has thrown when it was given a result: it is sent the error, as operators of rxjs do. There is nothing to
   * send after the end.
   */
  sinkThrew(error: unknown): void {
    if (this.#state.ended) reportUnhandledError(error);
    else this.fail(error);
  }

  /** The teardown of the source has thrown. {@link end} says what becomes of the error. */
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
    const state = this.#state;
    const client = this.#client;
    if (state.ended) return;
    state.ended = true;
    client.trace?.on('end', { ending, error, inResult: state.inResult });
    state.ledger.cancelAll();
    state.queue.clear();
    state.sequencer.clear();
    state.deadlines?.clear();
    this.#scheduler.leave(client);
    this.#model.ended(client);
    client.closeGroups();
    // Called in any case: the teardown of the source may have thrown before.
    const thrown = this.#preparations()?.end();
    this.#teardownError ??= thrown;
    // Runs the teardown of the user's source.
    this.leaveSource();
    this.#model.left();
    if (!this.#teardownError) return;
    if (ending === 'unsubscribe') throw this.#teardownError.error;
    reportUnhandledError(this.#teardownError.error);
  }
}
