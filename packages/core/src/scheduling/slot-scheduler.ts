// Decides which pipeline gets which slot: in fair turns, on the instance with the fewest busy slots. It also closes
// groups that would wait for a slot in vain, and notifies pipelines of failed instances. JavaScript thread.
import type { SchedulerLike } from 'rxjs';
import type { Session } from '../device/session.js';
import type { AclError } from '../errors/acl-error.js';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Execution } from '../instance/execution.js';
import type { SlotHolder } from '../instance/group.js';
import { Instance, type InstanceOwner } from '../instance/instance.js';
import type { Trace } from '../tracing/trace.js';
import type { InstanceStep } from '../tracing/trace-event.js';
import { FairQueue, type QueueMember } from './fair-queue.js';
import type { PreparingCounts } from './preparing-counts.js';

/** Whether somebody wants slots, and how many. */
export interface SlotDemand {
  /** Whether a slot would be taken now. */
  readonly isReady: boolean;
  /** Whether the client's own bounds let it take one more slot. */
  readonly mayStart: boolean;
  /** How many more slots the client's own bounds let it take. */
  readonly allowance: number;
  /** How many slots the client would take for what waits. */
  readonly wanted: number;
  /** Whether anything of the client waits for a slot. */
  readonly hasWaiting: boolean;
  /** What of the client is being prepared. Undefined: nothing ever is. */
  readonly preparing?: PreparingCounts | undefined;
}

/** Whoever wants slots: a pipeline. */
export interface SlotClient<Job = unknown> extends SlotHolder<Job>, QueueMember {
  readonly demand: SlotDemand;
  readonly trace: Trace | undefined;
  /**
   * Begins an execution in the slot, which was taken for the client, at `now` (ms).
   *
   * @param job one that has not waited; otherwise the client takes what has waited longest
   * @return false if there was nothing to execute. The client has given the slot back then
   */
  start(instance: Instance, slot: number, now: number, job?: Job): boolean;
  /** Closes the open group of an instance, or all of them. */
  closeGroups(instance?: number): void;
  /** There may be room for more inputs. */
  pull(): void;
  /**
   * The executions have lost their slots with their instance. No user code runs in here: it could give back slots that are
   * lost.
   *
   * @return those that are lost, too: they are not being prepared
   */
  displace(executions: readonly Execution<Job>[]): readonly Execution<Job>[];
  /** The executions have no result: the device has failed. Ignored by a client that has ended. */
  executionsLost(executions: readonly Execution<Job>[], error: AclError): void;
  /** The model is being closed: what has a slot comes to its end, and nothing else starts. */
  drain(): void;
  /** Ends the client with an error. */
  abort(error: unknown): void;
}

/** What happened to an instance. */
export type InstanceChange =
  | { readonly type: 'failed' | 'removed'; readonly error: AclError }
  | { readonly type: 'rebuilt' };

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a scheduler
type Client = SlotClient<any>;

export class SlotScheduler implements InstanceOwner {
  readonly instances: readonly Instance[];
  /** Why nothing can be executed any more: all instances have been removed. */
  exhausted: AscendRxError | undefined;
  readonly #only: Instance | undefined;
  readonly #scheduler: SchedulerLike;
  readonly #onChange: (instance: number, change: InstanceChange) => void;
  readonly #clients = new Set<Client>();
  // Those of them that have no callbacks.
  readonly #synchronizing = new Set<Client>();
  readonly #queue = new FairQueue<Client>();
  // A client is being given slots: what it and others ask for meanwhile waits for the end of that.
  #granting = false;
  #closing = false;
  #executions = 0;

  /**
   * @param sessions loaded copies of one model, at least one
   * @param onChange called after the pipelines with inputs in flight on the instance have been notified
   */
  constructor(
    sessions: readonly Session[],
    scheduler: SchedulerLike,
    onChange: (instance: number, change: InstanceChange) => void,
  ) {
    this.instances = sessions.map((session, index) => new Instance(session, index, scheduler, this));
    this.#only = sessions.length === 1 ? this.instances[0] : undefined;
    this.#scheduler = scheduler;
    this.#onChange = onChange;
  }

  join(client: Client): void {
    this.#clients.add(client);
    if (client.settings.callbackInterval === 0) this.#synchronizing.add(client);
  }

  /** The client wants nothing any more. Its slots come back with their groups. */
  leave(client: Client): void {
    this.#clients.delete(client);
    this.#synchronizing.delete(client);
  }

  /** The number for the next execution. */
  nextExecution(): number {
    const number = this.#executions;
    this.#executions += 1;
    return number;
  }

  /** How many executions of the client could begin now. */
  startable(client: Client): number {
    if (this.#closing) return 0;
    let available = 0;
    for (const instance of this.instances) available += instance.available;
    // User code may run while free slots are due to other clients: those get them first.
    if (available > 0 && !this.#queue.isEmpty) {
      for (const each of this.#clients)
        if (each.place.isTaken && each !== client) available -= each.demand.wanted;
    }
    return Math.max(0, Math.min(available, client.demand.allowance));
  }

  /**
   * Something about the client has changed: it joins the queue if it is ready, and gets a slot if one is free.
   *
   * @param now the time, if it is known
   */
  wake(client: Client, now?: number): void {
    this.#queue.join(client);
    this.#grantSlots(now);
  }

  /**
   * Starts a job that need not wait.
   *
   * @return false if the job has to wait: nothing was done
   */
  startNow<Job>(client: SlotClient<Job>, job: Job, now: number): boolean {
    if (this.#granting || this.#closing || !this.#queue.isEmpty || !client.demand.mayStart) return false;
    const instance = this.#leastBusy();
    if (!instance) return false;
    this.#granting = true;
    try {
      this.#start(client, instance, now, job);
    } finally {
      this.#granting = false;
    }
    // User code may have pushed more.
    if (!this.#queue.isEmpty || client.demand.hasWaiting) this.wake(client);
    return true;
  }

  /** Nothing starts any more. Open groups are closed, so that what is in flight comes to its end. */
  drain(): void {
    this.#closing = true;
    for (const client of [...this.#clients]) client.drain();
  }

  /**
   * An execution of the client is not being prepared any more, or has lost its slot: groups of the client that were kept open
   * for it may wait in vain now.
   */
  preparationEnded(client: Client): void {
    if (canFill(client)) return;
    const isSynchronizing = this.#synchronizing.has(client);
    for (const { available, outstanding, index } of this.instances)
      if (available === 0 && (outstanding === 0 || isSynchronizing)) client.closeGroups(index);
  }

  // --- From the instances ---

  slotsFreed(): void {
    this.#grantSlots();
  }

  goingDown({ index }: Instance): void {
    for (const client of [...this.#clients]) client.closeGroups(index);
  }

  failed(
    instance: Instance,
    lost: ReadonlyMap<SlotHolder, readonly Execution<unknown>[]>,
    error: AclError,
  ): void {
    const clients = new Map<Client, readonly Execution<unknown>[]>();
    for (const [client, executions] of lost as ReadonlyMap<Client, readonly Execution<unknown>[]>)
      clients.set(client, client.displace(executions));
    this.#trace(instance, 'failed', error, clients.keys());
    for (const [client, executions] of clients) client.executionsLost(executions, error);
    this.#onChange(instance.index, { type: 'failed', error });
    for (const client of clients.keys()) {
      if (isDisplaced(client)) this.#queue.joinAnew(client);
      else this.#queue.join(client);
    }
    this.#grantSlots();
  }

  rebuilding(instance: Instance): void {
    this.#trace(instance, 'rebuilding');
  }

  rebuildFailed(instance: Instance, error: AclError): void {
    this.#trace(instance, 'not rebuilt', error);
  }

  rebuilt(instance: Instance): void {
    this.#trace(instance, 'rebuilt');
    this.#onChange(instance.index, { type: 'rebuilt' });
    this.#grantSlots();
  }

  removed(instance: Instance, error: AclError): void {
    this.#trace(instance, 'removed', error);
    this.#onChange(instance.index, { type: 'removed', error });
    if (this.instances.some(({ state }) => state !== 'removed')) return;
    const message = `The model has failed again and again: ${error.message}. Load it anew.`;
    this.exhausted = new AscendRxError('ERR_NO_INSTANCE', message, { cause: error });
    for (const client of [...this.#clients]) client.abort(this.exhausted);
  }

  // Calls every sink once: the sinks of the current clients, and of the clients that had executions on the instance.
  #trace(instance: Instance, step: InstanceStep, error?: AclError, others: Iterable<Client> = []): void {
    const notified = new Set<unknown>();
    for (const { trace } of [...this.#clients, ...others]) {
      if (!trace || notified.has(trace.sink)) continue;
      notified.add(trace.sink);
      trace.on('instance', { instance: instance.index, step, error });
    }
  }

  // Slots go to the clients in turn, one at a time.
  #grantSlots(time?: number): void {
    if (this.#granting || this.#queue.isEmpty) return;
    this.#granting = true;
    const now = time ?? this.#scheduler.now();
    try {
      for (;;) {
        const instance = this.#leastBusy();
        if (!instance) break;
        const client = this.#queue.next();
        if (!client) break;
        if (!client.demand.isReady) continue;
        // What was being prepared when its instance failed is finished. Nothing else starts.
        if (this.#closing && !isDisplaced(client)) continue;
        this.#start(client, instance, now);
        this.#queue.join(client);
      }
    } finally {
      this.#granting = false;
    }
  }

  #start<Job>(client: SlotClient<Job>, instance: Instance, now: number, job?: Job): void {
    // The slot is taken first: what user code pushes meanwhile must not get it.
    const slot = instance.take(client);
    if (!client.start(instance, slot, now, job)) return;
    this.#closeWaitingGroups(instance);
    client.pull();
  }

  #leastBusy(): Instance | undefined {
    if (this.#only) return this.#only.available > 0 ? this.#only : undefined;
    let least: Instance | undefined;
    for (const instance of this.instances) {
      if (instance.available > 0 && (!least || instance.busy < least.busy)) least = instance;
    }
    return least;
  }

  // When the last slot of an instance has been taken and no group of it is outstanding, no slot is on its way back, and
  // the groups that are not full would wait for inputs for ever. Groups without callbacks are closed whenever the last
  // slot has been taken.
  #closeWaitingGroups(instance: Instance): void {
    if (instance.available > 0) return;
    const closing = instance.outstanding > 0 ? this.#synchronizing : this.#clients;
    if (closing.size === 0) return;
    for (const client of [...closing]) if (!canFill(client)) client.closeGroups(instance.index);
  }
}

function isDisplaced({ demand: { preparing } }: Client): boolean {
  return preparing !== undefined && preparing.displaced > 0;
}

// What is being prepared has its slot already, and will be in a group.
function canFill({ demand: { preparing } }: Client): boolean {
  return preparing !== undefined && preparing.withSlot > 0;
}
