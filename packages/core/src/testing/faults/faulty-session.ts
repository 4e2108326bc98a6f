import type { SchedulerLike } from 'rxjs';
import type {
  BlockType,
  ExecuteOptions,
  GroupReport,
  Session,
  SessionObserver,
} from '../../device/session.js';
import type { AclError } from '../../errors/acl-error.js';
import { runGuarded } from '../../util/run-guarded.js';
import { scheduleAfter } from '../../util/schedule-at.js';
import { SessionDecorator } from '../decorators/session-decorator.js';
import type { LosableSession } from './device-loss.js';
import { type CallbackOutcome, deviceLostError, type FaultInjector } from './fault-injector.js';
import { mergeRefusals } from './merge-refusals.js';
import { ReportQueue } from './report-queue.js';

/** Why a group of the decorated session was closed. */
type Purpose =
  /** The model closed this group. Some of its executions may have been refused by this session. */
  | {
      readonly group: number;
      readonly refusals: readonly (AclError | undefined)[];
      readonly outcome: CallbackOutcome;
    }
  /** Its report says that the device has reached an execution that fails. */
  | { readonly failure: AclError; readonly losesDevice: boolean }
  /** Its report says that the device has finished everything that was queued before a failure. */
  | { readonly drained: () => void };

/** The outcome of a callback without faults. */
const noFault: CallbackOutcome = { delay: 0, times: 1 };

/**
 * Injects the faults of a plan into a session, and forwards everything else. It numbers the groups of the decorated
 * session itself, because a failure on the device is simulated by a group of its own: when the decorated session reports
 * that group, this session reports the failure.
 */
export class FaultySession extends SessionDecorator implements LosableSession {
  readonly #injector: FaultInjector;
  readonly #scheduler: SchedulerLike;
  #observer: SessionObserver | undefined;
  // By number of the decorated session's group.
  readonly #purposes = new Map<number, Purpose>();
  // By slot.
  readonly #refused = new Map<number, AclError>();
  // Slots whose execution is in no group of the decorated session yet.
  readonly #open = new Set<number>();
  readonly #reports: ReportQueue;
  #nextGroup = 0;
  #state: 'up' | 'down' | 'closed' = 'up';
  // The decorated session itself has failed and must be rebuilt.
  #sessionFailed = false;

  constructor(session: Session, injector: FaultInjector, scheduler: SchedulerLike) {
    super(session);
    this.#injector = injector;
    this.#scheduler = scheduler;
    this.#reports = new ReportQueue(scheduler);
    injector.deviceLoss.add(this);
  }

  override observe(observer: SessionObserver): void {
    this.#observer = observer;
    // All work so far was for the earlier observer.
    this.#discard();
    this.#purposes.clear();
    this.#open.clear();
    [this.#state, this.#sessionFailed] = ['up', false];
    this.session.observe({
      report: (group, report) => this.#report(group, report),
      failed: (error) => this.#decoratedFailed(error),
    });
  }

  override execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions): void {
    const { refused, failed, losesDevice = false } = this.#injector.nextExecution(slot);
    if (refused) {
      this.#refused.set(slot, refused);
      return;
    }
    this.session.execute(slot, inputs, options);
    if (failed)
      this.session.launchCallback(this.#numberFor({ failure: failed, losesDevice }), [slot], 'block');
    else this.#open.add(slot);
  }

  override launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    const refused = this.#injector.nextLaunch();
    const outcome = this.#injector.nextCallback();
    const accepted = this.#split(group, slots, refused ? noFault : outcome);
    if (refused && blockType === 'block') this.session.synchronize(...accepted);
    // A synchronize would overtake earlier callbacks of type 'no-block'. A callback of type 'block' does not.
    else this.session.launchCallback(...accepted, refused ? 'block' : blockType);
  }

  override synchronize(group: number, slots: readonly number[]): void {
    this.session.synchronize(...this.#split(group, slots, noFault));
  }

  override rebuild(done: (error?: AclError) => void): void {
    const { error, delay } = this.#injector.nextRebuild();
    if (error) {
      scheduleAfter(this.#scheduler, delay, () => done(error));
      return;
    }
    const complete = (failure?: AclError) => {
      if (!failure) this.#sessionFailed = false;
      const result = this.#injector.deviceLoss.isLost ? deviceLostError() : failure;
      if (!result) this.#state = 'up';
      done(result);
    };
    const rebuilt =
      delay === 0
        ? complete
        : (failure?: AclError) => void scheduleAfter(this.#scheduler, delay, () => complete(failure));
    if (this.#sessionFailed) {
      this.session.rebuild(rebuilt);
      return;
    }
    // The decorated session has not failed and still executes what is queued. This group comes after all of that. It is
    // closed by a callback, because a synchronize would overtake earlier callbacks of type 'no-block'.
    const number = this.#numberFor({ drained: rebuilt });
    this.session.launchCallback(number, [...this.#open], 'block');
    this.#open.clear();
  }

  /** The device is lost. */
  failWithDevice(): void {
    this.#fail(deviceLostError());
  }

  override close(done: () => void): void {
    this.#injector.deviceLoss.delete(this);
    this.#state = 'closed';
    this.#reports.clear();
    this.session.close(done);
  }

  #numberFor(purpose: Purpose): number {
    const number = this.#nextGroup;
    this.#nextGroup = (number + 1) >>> 0;
    this.#purposes.set(number, purpose);
    return number;
  }

  // The decorated session never received the executions that were refused. Those that fail are in groups of their own.
  #split(
    group: number,
    slots: readonly number[],
    outcome: CallbackOutcome,
  ): [number: number, accepted: readonly number[]] {
    const refusals = slots.map((slot) => this.#refused.get(slot));
    const accepted = slots.filter((slot) => this.#open.delete(slot));
    for (const slot of slots) this.#refused.delete(slot);
    return [this.#numberFor({ group, refusals, outcome }), accepted];
  }

  #report(number: number, own: GroupReport): void {
    const purpose = this.#purposes.get(number);
    this.#purposes.delete(number);
    if (!purpose || this.#state === 'closed') return;
    if ('drained' in purpose) {
      this.#purposes.clear();
      purpose.drained();
    } else if (this.#state === 'down') {
      return;
    } else if ('failure' in purpose) {
      if (purpose.losesDevice) this.#injector.deviceLoss.loseDevice();
      this.#fail(purpose.failure);
    } else {
      const { group, refusals, outcome } = purpose;
      const report = mergeRefusals(refusals, own, this.layout?.stride, this.#scheduler.now());
      const deliver = () => {
        for (let n = 0; n < outcome.times; n += 1) {
          runGuarded(() => this.#observer?.report(group, report));
        }
      };
      this.#reports.push(deliver, outcome.delay);
    }
  }

  #fail(error: AclError): void {
    if (this.#state !== 'up') return;
    this.#discard();
    this.#state = 'down';
    runGuarded(() => this.#observer?.failed(error));
  }

  #decoratedFailed(error: AclError): void {
    const drains = [...this.#purposes.values()].flatMap((purpose) =>
      'drained' in purpose ? [purpose.drained] : [],
    );
    this.#purposes.clear();
    this.#open.clear();
    this.#sessionFailed = true;
    this.#fail(error);
    for (const drained of drains) this.session.rebuild(drained);
  }

  #discard(): void {
    this.#refused.clear();
    this.#reports.clear();
  }
}
