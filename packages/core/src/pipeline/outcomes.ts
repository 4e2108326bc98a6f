// What becomes of executions: their group is reported, or they are refused, lost or too late. Outputs go to Delivery, inputs
// without outputs to Failures. User code runs in both of them, in the pipeline's context. JavaScript thread.
import type { CallerContext } from '../device/caller-context.js';
import type { GroupReport, Session } from '../device/session.js';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Execution } from '../instance/execution.js';
import type { Group } from '../instance/group.js';
import type { Completion } from './completion.js';
import type { Delivery } from './delivery.js';
import type { Executions } from './executions.js';
import type { Failures } from './failures.js';
import type { Input } from './input.js';
import type {
  PipelineModel,
  PipelinePreparations,
  PipelineScheduler,
  PipelineSurroundings,
} from './pipeline-ports.js';
import type { PipelineState } from './pipeline-state.js';
import { tracedGroup } from './traced-fields.js';

export class Outcomes<T> {
  readonly #state: PipelineState<T>;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #context: CallerContext | undefined;
  readonly #delivery: Pick<Delivery<T>, 'settle'>;
  readonly #failures: Pick<Failures<T>, 'fail' | 'failAll' | 'timeOut'>;
  readonly #sessionOf: (execution: Execution<Input<T>>) => Pick<Session, 'release'>;
  readonly #completion: Pick<Completion<T>, 'settle'>;
  readonly #preparations: Pick<PipelinePreparations<T>, 'done'> | undefined;

  constructor(
    state: PipelineState<T>,
    { client, scheduler, model, context }: PipelineSurroundings<T>,
    executions: Pick<Executions<T>, 'instanceOf'>,
    delivery: Pick<Delivery<T>, 'settle'>,
    failures: Pick<Failures<T>, 'fail' | 'failAll' | 'timeOut'>,
    completion: Pick<Completion<T>, 'settle'>,
    preparations?: Pick<PipelinePreparations<T>, 'done'>,
  ) {
    this.#state = state;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#model = model;
    this.#context = context;
    this.#delivery = delivery;
    this.#failures = failures;
    this.#completion = completion;
    this.#preparations = preparations;
    this.#sessionOf = (execution) => executions.instanceOf(execution).session;
  }

  /** See `SlotHolder.groupReported`. */
  reported(group: Group<Input<T>>, report: GroupReport): void {
    const { failures, moments, dims } = report;
    this.#client.trace?.on('callback', { ...tracedGroup(group), failures, moments, dims });
    if (this.#state.ended) return;
    // Once for all results of the group.
    if (this.#context) this.#context.runInAsyncScope(this.#report, this, group.executions, report);
    else this.#report(group.executions, report);
  }

  /** See `SlotHolder.groupLost`. */
  groupLost(group: Group<Input<T>>): void {
    this.#client.trace?.on('lost', tracedGroup(group));
    const message = 'A callback has not come, though the execution stream is past it';
    this.lost(group.executions, new AscendRxError('ERR_CALLBACK_LOST', message));
    this.#scheduler.wake(this.#client);
  }

  /** See `SlotClient.executionsLost`. */
  lost(executions: readonly Execution<Input<T>>[], error: Error): void {
    if (this.#state.ended) return;
    this.#failures.failAll(executions, error);
    this.#preparations?.done(executions);
    this.#state.deadlines?.ended();
    this.#completion.settle();
  }

  /** The session threw: the execution was not queued. Its slot is free again. */
  refused(execution: Execution<Input<T>>, error: Error): void {
    this.#client.trace?.on('refused', { execution: execution.number, error });
    this.#failures.fail(execution, error);
    this.#preparations?.done([execution]);
    this.#completion.settle();
  }

  /** The execution has taken longer than `timeout`. Its slot comes back when the device is done. */
  late(execution: Execution<Input<T>>): void {
    this.#failures.timeOut(execution);
    this.#completion.settle();
  }

  #report(executions: readonly Execution<Input<T>>[], report: GroupReport): void {
    const state = this.#state;
    const now = this.#model.scheduler.now();
    state.emitting = true;
    // Waiting inputs start before results are emitted: the device is to have work while subscribers run.
    this.#scheduler.wake(this.#client);
    const before = state.pendingError;
    for (let n = 0; n < executions.length && !state.ended; n += 1) {
      const execution = executions[n] as Execution<Input<T>>;
      const failure =
        report.failures?.[n] ?? this.#delivery.settle(execution, report, n, now, this.#sessionOf);
      if (!failure) continue;
      this.#failures.fail(execution, failure);
      if (state.pendingError !== before) break;
    }
    state.emitting = false;
    if (this.#preparations !== undefined) this.#preparations.done(executions);
    state.deadlines?.ended();
    this.#completion.settle();
  }
}
