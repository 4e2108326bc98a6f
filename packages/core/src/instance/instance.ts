// One loaded copy of a model: its session, its slots and its groups, and how it is rebuilt after a failure. It is the
// only part of core that executes on a session. JavaScript thread.
import type { SchedulerLike } from 'rxjs';
import type { ExecuteOptions, GroupReport, Session, SessionObserver } from '../device/session.js';
import type { AclError } from '../errors/acl-error.js';
import { Timer } from '../util/timer.js';
import type { Execution } from './execution.js';
import type { Group, SlotHolder } from './group.js';
import { OutstandingGroups } from './outstanding-groups.js';
import { maxFailures, rebuildDelays } from './rebuild-delays.js';
import { Slots } from './slots.js';

/** Whoever shares instances among the holders of slots. The instance's state is consistent whenever it is called. */
export interface InstanceOwner {
  /** Slots are free again, and the holders of the groups have been notified. */
  slotsFreed(): void;
  /** The instance is down. Its open groups are void, and must be closed so that they are not filled any further. */
  goingDown(instance: Instance): void;
  /** Fail-stop: the executions in `lost` have no result. */
  failed(
    instance: Instance,
    lost: ReadonlyMap<SlotHolder, readonly Execution<unknown>[]>,
    error: AclError,
  ): void;
  rebuilding(instance: Instance): void;
  /** A rebuild has failed. It is tried again, unless the instance is removed. */
  rebuildFailed(instance: Instance, error: AclError): void;
  rebuilt(instance: Instance): void;
  /** The instance has failed too often, and is never used again. */
  removed(instance: Instance, error: AclError): void;
}

export class Instance implements SessionObserver {
  state: 'up' | 'down' | 'removed' = 'up';
  /** Executions that the session has taken. */
  executions = 0;
  /** Callbacks that were launched. */
  callbacks = 0;
  readonly #owner: InstanceOwner;
  readonly #scheduler: SchedulerLike;
  readonly #slots: Slots;
  // By slot: the execution that has it, and for whom.
  readonly #running: (Execution<unknown> | undefined)[] = [];
  readonly #holders: (SlotHolder | undefined)[] = [];
  readonly #groups = new OutstandingGroups();
  readonly #rebuildTimer: Timer;
  #nextGroup = 0;
  // In a row, without a report between them.
  #failures = 0;
  #released = false;

  /** @param index the place of the instance among those of its model, from 0 */
  constructor(
    readonly session: Session,
    readonly index: number,
    scheduler: SchedulerLike,
    owner: InstanceOwner,
  ) {
    this.#owner = owner;
    this.#scheduler = scheduler;
    this.#slots = new Slots(session.slots);
    this.#rebuildTimer = new Timer(scheduler, () => this.#rebuild());
    session.observe(this);
  }

  /** Slots that can be taken now. */
  get available(): number {
    return this.state === 'up' ? this.#slots.available : 0;
  }

  /** Slots that are taken. */
  get busy(): number {
    return this.#slots.busy;
  }

  /** Groups that are closed and not yet reported. */
  get outstanding(): number {
    return this.#groups.size;
  }

  /** Takes a slot for the holder. REQUIRES: one is available. */
  take(holder: SlotHolder): number {
    holder.usage.slots += 1;
    return this.#slots.take();
  }

  /** Gives a slot of the holder back. */
  give(holder: SlotHolder, slot: number): void {
    this.#running[slot] = undefined;
    this.#holders[slot] = undefined;
    this.#slots.give(slot);
    holder.usage.slots -= 1;
  }

  /** Assigns the execution to the slot that was taken for it. */
  assign(holder: SlotHolder, execution: Execution<unknown>): void {
    this.#running[execution.slot] = execution;
    this.#holders[execution.slot] = holder;
  }

  /** Submits an execution to the device. If this throws, nothing was queued. */
  execute(slot: number, views: readonly ArrayBufferView[], options?: ExecuteOptions): void {
    this.session.execute(slot, views, options);
    this.executions += 1;
  }

  /** Closes a group; its report comes later. Without effect if the instance has failed: then the group is void. */
  closeGroup(holder: SlotHolder, executions: readonly Execution<unknown>[]): void {
    if (this.state !== 'up') return;
    const id = this.#nextGroup;
    this.#nextGroup = (id + 1) >>> 0;
    const { callbackInterval, blockType } = holder.settings;
    const hasCallback = callbackInterval > 0;
    const blocks = hasCallback && blockType === 'block';
    const group: Group = { id, instance: this.index, holder, executions, blocks };
    this.#groups.add(group);
    holder.usage.groups += 1;
    const slots = executions.map((execution) => execution.slot);
    if (hasCallback) {
      this.callbacks += 1;
      this.session.launchCallback(id, slots, blockType);
    } else {
      this.session.synchronize(id, slots);
    }
    holder.groupClosed(group);
  }

  /** Releases everything. REQUIRES: nobody wants what is still queued. */
  release(done: () => void): void {
    this.#released = true;
    this.#rebuildTimer.clear();
    this.session.close(() => {
      this.#reset();
      done();
    });
  }

  report(id: number, report: GroupReport): void {
    const lost = this.#groups.isFirst(id) ? undefined : this.#takeLostBefore(id);
    const group = this.#groups.take(id);
    if (!group) return;
    this.#failures = 0;
    // All slots are given back before any holder is notified.
    if (lost) for (const each of lost) this.#giveSlots(each);
    this.#giveSlots(group);
    if (lost) for (const each of lost) each.holder.groupLost(each);
    group.holder.groupReported(group, report);
    this.#owner.slotsFreed();
  }

  failed(error: AclError): void {
    if (this.state !== 'up') return;
    this.state = 'down';
    this.#owner.goingDown(this);
    for (const { holder } of this.#groups.takeAll()) holder.usage.groups -= 1;
    const lost = this.#takeRunning();
    this.#reset();
    this.#failures += 1;
    this.#owner.failed(this, lost, error);
    this.#afterFailure(error);
  }

  #giveSlots({ holder, executions }: Group): void {
    holder.usage.groups -= 1;
    for (const { slot } of executions) this.give(holder, slot);
  }

  // The execution stream has reached the group. It is past all callbacks before the group's; a blocking one of them that
  // has not been reported never will be.
  #takeLostBefore(id: number): Group[] | undefined {
    const all = this.#groups.takeAll();
    const place = all.findIndex((group) => group.id === id);
    const lost = all.slice(0, Math.max(place, 0)).filter(({ blocks }) => blocks);
    for (const group of all) if (!lost.includes(group)) this.#groups.add(group);
    return lost.length > 0 ? lost : undefined;
  }

  // The executions that have a slot, by holder, in the order in which they were started. Their slots count as free.
  #takeRunning(): Map<SlotHolder, Execution<unknown>[]> {
    const lost = new Map<SlotHolder, Execution<unknown>[]>();
    const running = this.#running.filter((execution) => execution !== undefined);
    for (const execution of running.sort((a, b) => a.number - b.number)) {
      const holder = this.#holders[execution.slot];
      if (!holder) continue;
      holder.usage.slots -= 1;
      const executions = lost.get(holder);
      if (executions) executions.push(execution);
      else lost.set(holder, [execution]);
    }
    return lost;
  }

  // The failure has been counted.
  #afterFailure(error: AclError): void {
    if (this.#failures >= maxFailures) {
      this.state = 'removed';
      this.#owner.removed(this, error);
      return;
    }
    const delay = rebuildDelays[this.#failures - 1] ?? 0;
    if (delay === 0) this.#rebuild();
    else this.#rebuildTimer.set(this.#scheduler.now() + delay);
  }

  #rebuild(): void {
    if (this.#released) return;
    this.#owner.rebuilding(this);
    // A trace sink may have closed the model.
    if (this.#released) return;
    this.session.rebuild((error) => {
      if (this.#released) return;
      if (error) {
        this.#failures += 1;
        this.#owner.rebuildFailed(this, error);
        this.#afterFailure(error);
      } else {
        this.state = 'up';
        this.#owner.rebuilt(this);
      }
    });
  }

  #reset(): void {
    this.#running.length = 0;
    this.#holders.length = 0;
    this.#groups.takeAll();
    this.#slots.reset();
  }
}
