import type { SchedulerLike } from 'rxjs';
import { AclError } from '../errors/acl-error.js';
import type { BlockType, OutputLayout, Session, SessionObserver } from '../port.js';
import type { TensorInfo } from '../tensor.js';
import type { FaultPlan } from './fault-plan.js';

interface Group {
  readonly slots: readonly number[];
  readonly failures: readonly (AclError | undefined)[];
}

/** A session that refuses what a plan says, and leaves the rest to the one it decorates. */
export class FaultySession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly layout: OutputLayout;
  readonly #session: Session;
  readonly #plan: FaultPlan;
  readonly #scheduler: SchedulerLike;
  readonly #refused = new Map<number, AclError>();
  readonly #groups = new Map<number, Group>();
  #submissions = 0;
  #launches = 0;
  #rebuilds = 0;

  constructor(session: Session, plan: FaultPlan, scheduler: SchedulerLike) {
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.slots = session.slots;
    this.layout = session.layout;
    this.#session = session;
    this.#plan = plan;
    this.#scheduler = scheduler;
  }

  observe(observer: SessionObserver): void {
    this.#session.observe({
      report: (group, outputs, failures) => this.#report(observer, group, outputs, failures),
      failed: (error) => {
        this.#refused.clear();
        this.#groups.clear();
        observer.failed(error);
      },
    });
  }

  execute(slot: number, inputs: readonly ArrayBufferView[]): void {
    const code = this.#plan.submissions?.[this.#submissions++];
    if (code === undefined) this.#session.execute(slot, inputs);
    else this.#refused.set(slot, new AclError('aclmdlExecuteAsync', code));
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    const accepted = this.#split(group, slots);
    if (this.#plan.launches?.includes(this.#launches++)) this.#session.synchronize(group, accepted);
    else this.#session.launchCallback(group, accepted, blockType);
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#session.synchronize(group, this.#split(group, slots));
  }

  rebuild(done: (error?: AclError) => void): void {
    const code = this.#plan.rebuilds?.[this.#rebuilds++];
    if (code === undefined) this.#session.rebuild(done);
    else this.#scheduler.schedule(() => done(new AclError('aclmdlLoadFromFile', code)));
  }

  close(done: () => void): void {
    this.#session.close(done);
  }

  // The decorated session knows nothing of what was refused; its report is filled up again.
  #split(group: number, slots: readonly number[]): readonly number[] {
    const failures = slots.map((slot) => this.#refused.get(slot));
    if (failures.every((failure) => failure === undefined)) return slots;
    this.#groups.set(group, { slots, failures });
    for (const slot of slots) this.#refused.delete(slot);
    return slots.filter((_, n) => failures[n] === undefined);
  }

  #report(
    observer: SessionObserver,
    id: number,
    outputs: ArrayBuffer,
    failures?: readonly (AclError | undefined)[],
  ): void {
    const group = this.#groups.get(id);
    if (!group) {
      observer.report(id, outputs, failures);
      return;
    }
    this.#groups.delete(id);
    const { stride } = this.layout;
    const whole = new Uint8Array(group.slots.length * stride);
    const all = [...group.failures];
    let place = 0;
    all.forEach((failure, n) => {
      if (failure) return;
      whole.set(new Uint8Array(outputs, place * stride, stride), n * stride);
      all[n] = failures?.[place];
      place += 1;
    });
    observer.report(id, whole.buffer, all);
  }
}
