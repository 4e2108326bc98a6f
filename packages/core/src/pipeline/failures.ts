// What becomes of inputs that have no result: executions that fail, inputs that do not fit the model, inputs that are
// dropped. User code runs in `onFailure`, in `onDrop`, and in the subscribers of results that a drop lets go on.
import type { SchedulerLike } from 'rxjs';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import { InferTimeoutError } from '../errors/infer-timeout-error.js';
import type { Execution } from '../instance/execution.js';
import type { Drop, DropCause } from '../options/drop.js';
import { decideFailure, type FailureDecision } from '../options/failure-policy.js';
import type { Trace } from '../tracing/trace.js';
import { reportUnhandledError } from '../util/report-unhandled-error.js';
import { callInContext } from './call-in-context.js';
import type { Completion } from './completion.js';
import type { Input } from './input.js';
import type { PipelineState } from './pipeline-state.js';

/** What `onFailure` has decided for an input. */
interface Decided {
  readonly decision: FailureDecision;
  /** What the input fails with if the decision is `'fail'`: its failure, or what `onFailure` threw. */
  readonly cause: unknown;
}

export class Failures<T> {
  readonly #state: PipelineState<T>;
  readonly #completion: Pick<Completion<T>, 'abort'>;
  readonly #scheduler: SchedulerLike;
  readonly #onDropped: (drop: Drop) => void;
  readonly #trace: Trace | undefined;
  readonly #onFailed: ((input: Input<T>, error: unknown) => void) | undefined;
  readonly #onLateError: (error: unknown) => void;
  readonly #inContext: (work: () => void) => void;

  /**
   * @param onDropped told of every drop, after the user's `onDrop`
   * @param onFailed told of every input that ends without a result. Undefined: a failure ends the pipeline
   * @param onLateError receives what a function of the user throws after it has ended the pipeline
   * @param inContext calls a function in the context of the pipeline's subscriber
   */
  constructor(
    state: PipelineState<T>,
    completion: Pick<Completion<T>, 'abort'>,
    scheduler: SchedulerLike,
    onDropped: (drop: Drop) => void,
    trace: Trace | undefined,
    onFailed?: (input: Input<T>, error: unknown) => void,
    onLateError: (error: unknown) => void = reportUnhandledError,
    inContext: (work: () => void) => void = (work) => work(),
  ) {
    this.#state = state;
    this.#completion = completion;
    this.#scheduler = scheduler;
    this.#onDropped = onDropped;
    this.#trace = trace;
    this.#onFailed = onFailed;
    this.#onLateError = onLateError;
    this.#inContext = inContext;
  }

  /** An execution has failed: `onFailure` decides for each of its inputs that still waits for it. */
  fail(execution: Execution<Input<T>>, error: Error): void {
    this.#failInputs(waitingFor(execution), error);
  }

  /** Several executions have failed at once. */
  failAll(executions: readonly Execution<Input<T>>[], error: Error): void {
    this.#failInputs(executions.flatMap(waitingFor), error);
  }

  /** An input that has a slot cannot be prepared: the device never sees it. */
  failPreparing(input: Input<T>, error: unknown): void {
    this.#failInputs([input], error as Error);
  }

  /** An execution has taken longer than `timeout`. */
  timeOut(execution: Execution<Input<T>>): void {
    this.fail(execution, new InferTimeoutError(this.#state.settings.timeout));
  }

  /** A waiting input does not fit the model, or not any more: the device does not see it again. */
  reject(input: Input<T>, error: unknown): void {
    const { decision, cause } = this.#decide(input, error as Error, false);
    if (this.#state.ended || input.isSettled) return;
    if (decision === 'drop') {
      this.drop(input, 'failure', error);
    } else {
      this.#state.ledger.refuse();
      this.#end(input, cause);
    }
  }

  /** There is no room for an input, and the oldest one is not dropped for it. */
  overflow(input: Input<T>): void {
    const { ledger, settings } = this.#state;
    if (settings.overflow === 'drop-newest') {
      this.drop(input, 'overflow');
      return;
    }
    ledger.refuse();
    const { maxQueueSize: size } = settings;
    const room =
      size === 0 ? 'none may wait (`maxQueueSize` is 0)' : `${size} wait already (\`maxQueueSize\`)`;
    const message = `No slot is free for input ${input.index}, and ${room}`;
    const error = new AscendRxError('ERR_OVERFLOW', message);
    if (this.#onFailed) this.#trace?.on('fail', { index: input.index, attempts: 0, error, decision: 'fail' });
    this.#end(input, error);
  }

  /** A function of the user has thrown: the pipeline ends with the error, unless another error or its end came first. */
  userCodeThrew(error: unknown): void {
    if (this.#state.ended) this.#onLateError(error);
    else if (this.#state.pendingError) reportUnhandledError(error);
    else this.#completion.abort(error);
  }

  drop(input: Input<T>, cause: DropCause, error?: unknown): void {
    const state = this.#state;
    if (state.ended) return;
    input.isSettled = true;
    const { label, onDrop } = state.settings;
    const { source, index, submittedAt } = input;
    if (input.isWaiting) state.ledger.dropWaiting();
    else state.ledger.dropInFlight();
    // A clock that is set back in the meantime does not make it negative.
    const waited = Math.max(0, this.#scheduler.now() - submittedAt);
    const drop: Drop = { label, source, index, cause, waited, ...(error === undefined ? {} : { error }) };
    this.#trace?.on('drop', { index, cause, waited, error });
    // Before user code runs, which may end the pipeline: the ledger has nothing left of the input that an end would be told of.
    this.#onFailed?.(input, error);
    try {
      if (onDrop) callInContext(input.context, () => onDrop(source, cause, waited));
    } catch (thrown) {
      this.userCodeThrew(thrown);
    }
    this.#onDropped(drop);
    this.#letOthersPass(input);
  }

  #failInputs(inputs: Input<T>[], error: Error): void {
    const state = this.#state;
    const decisions: Decided[] = [];
    // A failure may be of executions of several attempts.
    inputs.sort((a, b) => a.index - b.index);
    for (const input of inputs) input.execution = undefined;
    for (const input of inputs) {
      if (state.ended) return;
      decisions.push(this.#decide(input, error));
    }
    if (state.ended || state.pendingError) return;
    const failed = decisions.filter(({ decision }) => decision === 'fail').length;
    if (failed > 0 && !this.#onFailed) {
      state.ledger.fail(failed);
      this.#completion.abort(error);
      return;
    }
    // A drop may release results that were held back behind the input: they are emitted here, as when a group is reported.
    const wasEmitting = state.emitting;
    state.emitting = true;
    inputs.forEach((input, n) => {
      const { decision, cause } = decisions[n] as Decided;
      // User code may have ended the pipeline, or withdrawn the input.
      if (state.ended || input.isSettled) return;
      if (decision === 'drop') {
        this.drop(input, 'failure', error);
      } else if (decision === 'fail') {
        state.ledger.fail(1);
        this.#end(input, cause);
      } else {
        this.#retry(input, decision);
      }
    });
    state.emitting = wasEmitting;
  }

  // The input has failed and has been counted: alone, or with its pipeline.
  #end(input: Input<T>, error: unknown): void {
    if (!this.#onFailed) {
      this.#completion.abort(error);
      return;
    }
    input.isSettled = true;
    this.#onFailed(input, error);
    this.#letOthersPass(input);
  }

  // The input has no result: results that were held back behind it are emitted.
  #letOthersPass(input: Input<T>): void {
    const { ended, sequencer } = this.#state;
    if (input.sequence && !ended) this.#inContext(() => sequencer.settle(input));
  }

  // What `onFailure` throws is the failure then.
  #decide(input: Input<T>, error: Error, mayRetry = true): Decided {
    const { source, index, attempts } = input;
    try {
      const failure = { error, source, index, attempts };
      const decision = callInContext(input.context, () =>
        decideFailure(this.#state.settings.onFailure, failure, mayRetry),
      );
      this.#trace?.on('fail', { index, attempts, error, decision });
      return { decision, cause: error };
    } catch (thrown) {
      this.#trace?.on('fail', { index, attempts, error, decision: 'thrown' });
      if (!this.#onFailed) this.userCodeThrew(thrown);
      return { decision: 'fail', cause: thrown };
    }
  }

  #retry(input: Input<T>, delay: number): void {
    input.isWaiting = true;
    this.#state.ledger.retry();
    this.#state.queue.pushRetry(input, delay);
  }
}

function waitingFor<T>(execution: Execution<Input<T>>): Input<T>[] {
  return execution.jobs.filter((input) => input.execution === execution);
}
