import type { SchedulerLike } from 'rxjs';
import { layoutOf } from '../../../device/layout-of.js';
import type {
  BlockType,
  ExecuteOptions,
  GroupReport,
  Session,
  SessionObserver,
} from '../../../device/session.js';
import type { AclError } from '../../../errors/acl-error.js';
import type { DimsList } from '../../../tensors/dims.js';
import { SessionDecorator } from '../../decorators/session-decorator.js';
import type { ContractViolations } from './contract-violations.js';
import { dimsViolation, momentsViolation, rangeViolation, sessionViolation } from './report-checks.js';

/** A group that is closed and not reported yet. */
interface Group {
  /** When each of its executions was submitted, in ms. */
  readonly submitted: readonly number[];
  /** The execution stream waits until the group is reported. */
  readonly blocks: boolean;
}

/** Forwards calls and events between a model and a device's session, and records violations of the session's contract. */
export class CheckedSession extends SessionDecorator {
  readonly #violations: ContractViolations;
  readonly #scheduler: SchedulerLike;
  #observer: SessionObserver | undefined;
  // By slot: when its execution was submitted, in ms.
  readonly #submitted: number[] = [];
  // By number, in the order in which they were closed.
  readonly #groups = new Map<number, Group>();
  // The ranges of bytes that earlier reports have given to the receiver, by buffer of outputs.
  readonly #givenRanges = new WeakMap<ArrayBuffer, [from: number, to: number][]>();
  // The call that has not returned yet.
  #currentCall: string | undefined;
  #state: 'up' | 'failed' | 'closed' = 'up';

  constructor(session: Session, violations: ContractViolations, scheduler: SchedulerLike) {
    super(session);
    this.#violations = violations;
    this.#scheduler = scheduler;
    this.#record(sessionViolation(session));
    session.observe({
      report: (group, report) => {
        this.#checkReport(group, report);
        this.#observer?.report(group, report);
      },
      failed: (error) => {
        this.#checkEvent('failed');
        this.#state = 'failed';
        this.#groups.clear();
        this.#observer?.failed(error);
      },
    });
  }

  override observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  override execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions): void {
    this.#submitted[slot] = this.#scheduler.now();
    // `execute` may throw. The slot is then free.
    this.#inside('execute', () => this.session.execute(slot, inputs, options));
  }

  override launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#groups.set(group, { submitted: this.#submissionsOf(slots), blocks: blockType === 'block' });
    this.#mustNotThrow('launchCallback', () => this.session.launchCallback(group, slots, blockType));
  }

  override synchronize(group: number, slots: readonly number[]): void {
    this.#groups.set(group, { submitted: this.#submissionsOf(slots), blocks: false });
    this.#mustNotThrow('synchronize', () => this.session.synchronize(group, slots));
  }

  override rebuild(done: (error?: AclError) => void): void {
    const once = this.#once('rebuild', (error?: AclError) => {
      if (!error && this.#state === 'failed') this.#state = 'up';
      done(error);
    });
    this.#mustNotThrow('rebuild', () => this.session.rebuild(once));
  }

  override close(done: () => void): void {
    const once = this.#once('close', () => {
      this.#state = 'closed';
      done();
    });
    this.#mustNotThrow('close', () => this.session.close(once));
  }

  #submissionsOf(slots: readonly number[]): number[] {
    return slots.map((slot) => this.#submitted[slot] ?? Number.NaN);
  }

  #checkReport(id: number, { outputs, offset = 0, failures, moments, dims }: GroupReport): void {
    this.#checkEvent(`report of group ${id}`);
    const group = this.#groups.get(id);
    if (!group) {
      this.#record(`report of group ${id}, which was not closed or has been reported already`);
      return;
    }
    for (const [earlier, { blocks }] of this.#groups) {
      if (earlier === id || !group.blocks) break;
      if (blocks) this.#record(`report of group ${id} before the earlier blocking group ${earlier}`);
    }
    this.#groups.delete(id);
    const hasResult = group.submitted.map((_, n) => failures?.[n] === undefined);
    const stride = this.layout?.stride;
    if (isList(outputs)) {
      if (outputs.length !== group.submitted.length) {
        this.#record(`outputs of ${outputs.length} executions for a group of ${group.submitted.length}`);
      }
      outputs.forEach((buffer, n) => {
        if (stride !== undefined) this.#checkRange(id, buffer, 0, stride);
        else if (hasResult[n]) this.#checkDims(id, buffer, dims?.[n]);
      });
    } else if (stride === undefined) {
      this.#record(`report of group ${id} of a dynamic session with one buffer for all executions`);
    } else {
      this.#checkRange(id, outputs, offset, offset + group.submitted.length * stride);
    }
    if (!moments) return;
    this.#record(momentsViolation(moments, group.submitted, hasResult, this.#scheduler.now()));
  }

  #checkDims(group: number, buffer: ArrayBuffer, dims: DimsList | undefined): void {
    const violation = dimsViolation(this.outputs, dims);
    this.#record(violation);
    if (!violation) this.#checkRange(group, buffer, 0, layoutOf(this.outputs, dims ?? []).stride);
  }

  #checkRange(group: number, buffer: ArrayBuffer, from: number, to: number): void {
    this.#record(rangeViolation(buffer, from, to));
    const given = this.#givenRanges.get(buffer) ?? [];
    if (given.some((other) => from < other[1] && to > other[0])) {
      this.#record(`outputs of group ${group} in memory that an earlier report has given away`);
    }
    this.#givenRanges.set(buffer, [...given, [from, to]]);
  }

  #checkEvent(event: string): void {
    if (this.#currentCall !== undefined) this.#record(`${event} inside ${this.#currentCall}`);
    if (this.#state === 'failed') this.#record(`${event} after failed`);
    if (this.#state === 'closed') this.#record(`${event} after close is done`);
  }

  #once<Args extends unknown[]>(call: string, done: (...args: Args) => void): (...args: Args) => void {
    let isDone = false;
    return (...args) => {
      if (this.#currentCall !== undefined) this.#record(`done of ${call} inside ${this.#currentCall}`);
      if (isDone) this.#record(`done of ${call} more than once`);
      else done(...args);
      isDone = true;
    };
  }

  // The model does not catch what these calls throw.
  #mustNotThrow(call: string, body: () => void): void {
    try {
      this.#inside(call, body);
    } catch (error) {
      this.#record(`${call} threw ${error}`);
    }
  }

  #inside(call: string, body: () => void): void {
    const outer = this.#currentCall;
    this.#currentCall = call;
    try {
      body();
    } finally {
      this.#currentCall = outer;
    }
  }

  #record(violation: string | undefined): void {
    if (violation !== undefined) this.#violations.add(violation);
  }
}

function isList(outputs: ArrayBuffer | readonly ArrayBuffer[]): outputs is readonly ArrayBuffer[] {
  return Array.isArray(outputs);
}
