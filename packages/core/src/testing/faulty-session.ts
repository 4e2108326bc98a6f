import type { SchedulerLike } from 'rxjs';
import type { AclError } from '../errors/acl-error.js';
import type { BlockType, Session, SessionObserver } from '../port.js';
import { type CallbackFate, deviceIsLost, type Faults } from './faults.js';
import { LateReports } from './late-reports.js';
import { SessionFace } from './session-face.js';
import { type GroupReport, wholeReport } from './whole-report.js';

/** What a group of the decorated session stands for. */
type Purpose =
  /** A group of the user's: which of its executions were refused here. */
  | {
      readonly group: number;
      readonly refusals: readonly (AclError | undefined)[];
      readonly fate: CallbackFate;
    }
  /** The moment at which an execution that is to fail has been reached. */
  | { readonly failure: AclError; readonly loses: boolean }
  /** The execution stream is past everything that was queued before a failure. */
  | { readonly drained: () => void };

/** Of a callback that is not launched. */
const noFate: CallbackFate = { delay: 0, times: 1 };

/** A session with which things go wrong as a plan says; all else it leaves to the one that it decorates. */
export class FaultySession extends SessionFace implements Session {
  readonly #faults: Faults;
  readonly #scheduler: SchedulerLike;
  #observer: SessionObserver | undefined;
  readonly #purposes = new Map<number, Purpose>();
  readonly #refused = new Map<number, AclError>();
  // Executed and in no group of the decorated session.
  readonly #open = new Set<number>();
  readonly #late: LateReports;
  #next = 0;
  #state: 'up' | 'down' | 'closed' = 'up';
  #sessionFailed = false;

  constructor(session: Session, faults: Faults, scheduler: SchedulerLike) {
    super(session);
    this.#faults = faults;
    this.#scheduler = scheduler;
    this.#late = new LateReports(scheduler);
    faults.loss.add(this);
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
    // Whatever was going on was for another one.
    this.#void();
    this.#purposes.clear();
    this.#open.clear();
    [this.#state, this.#sessionFailed] = ['up', false];
    this.session.observe({
      report: (...report) => this.#report(...report),
      failed: (error) => this.#decoratedFailed(error),
    });
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    const { refused, failed, loses = false } = this.#faults.nextExecution(slot);
    if (refused) {
      this.#refused.set(slot, refused);
      return;
    }
    this.session.execute(slot, inputs, batchSize);
    if (failed) this.session.launchCallback(this.#id({ failure: failed, loses }), [slot], 'block');
    else this.#open.add(slot);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    const refused = this.#faults.nextLaunch();
    const fate = this.#faults.nextCallback();
    const accepted = this.#split(group, slots, refused ? noFate : fate);
    if (refused && blockType === 'block') this.session.synchronize(...accepted);
    // A synchronize would overtake the callbacks before it that do not block: one that blocks stands for it.
    else this.session.launchCallback(...accepted, refused ? 'block' : blockType);
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.session.synchronize(...this.#split(group, slots, noFate));
  }

  rebuild(done: (error?: AclError) => void): void {
    const { error, delay } = this.#faults.nextRebuild();
    if (error) {
      this.#scheduler.schedule(() => done(error), delay);
      return;
    }
    const ready = (failure?: AclError) => {
      if (!failure) this.#sessionFailed = false;
      const gone = this.#faults.loss.happened ? deviceIsLost() : failure;
      if (!gone) this.#state = 'up';
      done(gone);
    };
    const up =
      delay === 0
        ? ready
        : (failure?: AclError) => void this.#scheduler.schedule(() => ready(failure), delay);
    if (this.#sessionFailed) {
      this.session.rebuild(up);
      return;
    }
    // The decorated session has not failed, and still runs what it was given.
    const id = this.#id({ drained: up });
    // By a callback, behind those for which the execution stream does not wait, too.
    this.session.launchCallback(id, [...this.#open], 'block');
    this.#open.clear();
  }

  /** The device is gone. */
  lose(): void {
    this.#fail(deviceIsLost());
  }

  close(done: () => void): void {
    this.#faults.loss.delete(this);
    this.#state = 'closed';
    this.#late.clear();
    this.session.close(done);
  }

  #id(purpose: Purpose): number {
    const id = this.#next;
    this.#next = (id + 1) >>> 0;
    this.#purposes.set(id, purpose);
    return id;
  }

  // The decorated session knows nothing of what was refused, and has a group of its own for what is to fail.
  #split(
    group: number,
    slots: readonly number[],
    fate: CallbackFate,
  ): [id: number, accepted: readonly number[]] {
    const refusals = slots.map((slot) => this.#refused.get(slot));
    const accepted = slots.filter((slot) => this.#open.delete(slot));
    for (const slot of slots) this.#refused.delete(slot);
    return [this.#id({ group, refusals, fate }), accepted];
  }

  #report(...[id, outputs, failures, moments, offset = 0]: Parameters<SessionObserver['report']>): void {
    const purpose = this.#purposes.get(id);
    this.#purposes.delete(id);
    if (!purpose || this.#state === 'closed') return;
    if ('drained' in purpose) {
      this.#purposes.clear();
      purpose.drained();
    } else if (this.#state === 'down') {
      return;
    } else if ('failure' in purpose) {
      if (purpose.loses) this.#faults.loss.happen();
      this.#fail(purpose.failure);
    } else {
      const { group, refusals, fate } = purpose;
      const own: GroupReport = [outputs, failures, moments, offset];
      const report = wholeReport(refusals, own, this.layout.stride, this.#scheduler.now());
      const deliver = () => {
        for (let n = 0; n < fate.times; n += 1) this.#observer?.report(group, ...report);
      };
      this.#late.push(deliver, fate.delay);
    }
  }

  #fail(error: AclError): void {
    if (this.#state !== 'up') return;
    this.#void();
    this.#state = 'down';
    this.#observer?.failed(error);
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

  #void(): void {
    this.#refused.clear();
    this.#late.clear();
  }
}
