// One loaded copy of a model: a session, its slots and its groups, and how it comes back after a failure. The only
// user of the port; knows nothing of operators. JavaScript thread.
import type { SchedulerLike } from 'rxjs';
import { Alarm } from './alarm.js';
import type { AclError } from './errors/acl-error.js';
import type { Execution } from './execution.js';
import { rebuildDelays } from './instance/rebuild-delays.js';
import { OpenGroups } from './open-groups.js';
import type { Pipeline } from './pipeline.js';
import type { Session, SessionObserver } from './port.js';
import { Slots } from './slots.js';

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share an instance
type Any = any;

/** Executions that share a callback, or a synchronisation. */
export interface Group {
  readonly id: number;
  readonly pipeline: Pipeline<Any>;
  readonly executions: readonly Execution<Any>[];
  /** The execution stream stands still until it has been reported. */
  readonly blocks: boolean;
}

/** What a session reports of a group. */
export interface Report {
  readonly outputs: ArrayBuffer | readonly ArrayBuffer[];
  readonly offset: number;
  readonly failures: readonly (Error | undefined)[] | undefined;
  readonly moments: ArrayLike<number> | undefined;
}

/** What an instance tells of itself. Its state is consistent whenever one of these is called. */
export interface InstanceOwner {
  /** A group is done; its slots are free. */
  reported(group: Group, report: Report): void;
  /** The callbacks of these groups have never come, though the device is done with them; their slots are free. */
  lost(groups: readonly Group[]): void;
  /** All that it has is void, open groups included: they are to be closed, so that they are not filled on. */
  failing(instance: Instance): void;
  /** Fail-stop: these executions have no result. */
  failed(instance: Instance, executions: readonly Execution<Any>[], error: AclError): void;
  /** It is being built anew. */
  rebuilding(instance: Instance): void;
  /** That has failed; it is tried again unless it is taken out. */
  notRebuilt(instance: Instance, error: AclError): void;
  /** It is up again. */
  rebuilt(instance: Instance): void;
  /** It has failed again and again, and is never used any more. */
  removed(instance: Instance, error: AclError): void;
}

export class Instance implements SessionObserver {
  state: 'up' | 'down' | 'out' = 'up';
  /** Executions that the session has taken. */
  executions = 0;
  /** Callbacks launched. */
  callbacks = 0;
  readonly #owner: InstanceOwner;
  readonly #scheduler: SchedulerLike;
  readonly #slots: Slots;
  // By slot.
  readonly #running: (Execution<Any> | undefined)[] = [];
  readonly #groups = new OpenGroups();
  readonly #rebuild: Alarm;
  #nextGroup = 0;
  #failures = 0;
  #closed = false;

  constructor(
    readonly session: Session,
    /** Its place among the instances of the model, from 0. */
    readonly index: number,
    scheduler: SchedulerLike,
    owner: InstanceOwner,
  ) {
    this.#owner = owner;
    this.#scheduler = scheduler;
    this.#slots = new Slots(session.slots);
    this.#rebuild = new Alarm(scheduler, () => this.#build());
    session.observe(this);
  }

  /** Slots that can be taken now. */
  get available(): number {
    return this.state === 'up' ? this.#slots.available : 0;
  }

  get busy(): number {
    return this.#slots.busy;
  }

  /** Groups that are closed and have not been reported. */
  get outstanding(): number {
    return this.#groups.size;
  }

  /** Takes a slot for the pipeline. REQUIRES: one is available. */
  take(pipeline: Pipeline<Any>): number {
    pipeline.held += 1;
    return this.#slots.take();
  }

  /** Gives a slot of the pipeline back. */
  give(pipeline: Pipeline<Any>, slot: number): void {
    this.#running[slot] = undefined;
    this.#slots.give(slot);
    pipeline.held -= 1;
  }

  /** What the slot that was taken for it is used for. */
  begin(execution: Execution<Any>): void {
    this.#running[execution.slot] = execution;
  }

  /** To the device with it. If this throws, nothing was queued. */
  execute({ slot }: Execution<Any>, views: readonly ArrayBufferView[], batchSize?: number): void {
    this.session.execute(slot, views, batchSize);
    this.executions += 1;
  }

  /** Closes a group; its report comes later. A group that the device has failed is void. */
  close(pipeline: Pipeline<Any>, executions: readonly Execution<Any>[]): void {
    if (this.state !== 'up') return;
    const id = this.#nextGroup;
    this.#nextGroup = (id + 1) >>> 0;
    const { callbackInterval, blockType } = pipeline.settings;
    const launched = callbackInterval > 0;
    const group: Group = { id, pipeline, executions, blocks: launched && blockType === 'block' };
    this.#groups.add(group);
    pipeline.track?.launch(group);
    pipeline.outstanding += 1;
    const slots = executions.map((execution) => execution.slot);
    if (launched) {
      this.callbacks += 1;
      this.session.launchCallback(id, slots, blockType);
    } else {
      this.session.synchronize(id, slots);
    }
  }

  /** Releases everything. What is still queued is wanted by nobody. */
  release(done: () => void): void {
    this.#closed = true;
    this.#rebuild.clear();
    this.session.close(() => {
      this.#reset();
      done();
    });
  }

  report(
    id: number,
    outputs: Report['outputs'],
    failures?: readonly (Error | undefined)[],
    moments?: ArrayLike<number>,
    offset = 0,
  ): void {
    const lost = this.#groups.isFirst(id) ? undefined : this.#takeLostBefore(id);
    const group = this.#groups.take(id);
    if (!group) return;
    this.#failures = 0;
    // All at once, before anybody is told.
    lost?.forEach((each) => {
      this.#finish(each);
    });
    this.#finish(group);
    if (lost) this.#owner.lost(lost);
    this.#owner.reported(group, { outputs, offset, failures, moments });
  }

  failed(error: AclError): void {
    if (this.state !== 'up') return;
    this.state = 'down';
    this.#owner.failing(this);
    const executions = this.#running.filter((execution) => execution !== undefined);
    for (const { pipeline } of this.#groups.takeAll()) pipeline.outstanding -= 1;
    for (const { pipeline } of executions) pipeline.held -= 1;
    this.#reset();
    this.#failures += 1;
    this.#owner.failed(this, executions, error);
    this.#goOn(error);
  }

  #finish({ pipeline, executions }: Group): void {
    pipeline.outstanding -= 1;
    for (const { slot } of executions) this.give(pipeline, slot);
  }

  // The execution stream has come to a group: past every callback before it that blocks, which so will never come.
  #takeLostBefore(id: number): Group[] | undefined {
    const all = this.#groups.takeAll();
    const place = all.findIndex((group) => group.id === id);
    const lost = all.slice(0, Math.max(place, 0)).filter(({ blocks }) => blocks);
    for (const group of all) if (!lost.includes(group)) this.#groups.add(group);
    return lost.length > 0 ? lost : undefined;
  }

  // After a failure that has been counted.
  #goOn(error: AclError): void {
    const delay = rebuildDelays[this.#failures - 1];
    if (delay === undefined) {
      this.state = 'out';
      this.#owner.removed(this, error);
    } else if (delay > 0) {
      this.#rebuild.set(this.#scheduler.now() + delay);
    } else {
      this.#build();
    }
  }

  #build(): void {
    if (this.#closed) return;
    this.#owner.rebuilding(this);
    this.session.rebuild((error) => {
      if (this.#closed) return;
      if (error) {
        this.#failures += 1;
        this.#owner.notRebuilt(this, error);
        this.#goOn(error);
      } else {
        this.state = 'up';
        this.#owner.rebuilt(this);
      }
    });
  }

  #reset(): void {
    this.#running.length = 0;
    this.#groups.takeAll();
    this.#slots.reset();
  }
}
