import type { SchedulerLike } from 'rxjs';
import type { AclError } from '../../errors/acl-error.js';
import type { BlockType, Session, SessionObserver } from '../../port.js';
import { SessionFace } from '../session-face.js';
import type { Breaches } from './breaches.js';
import { badLayout, badMoments, badPlace } from './report-checks.js';

/** A group that is closed and has not been reported. */
interface Group {
  /** When each of its executions was given to the device. */
  readonly since: readonly number[];
  /** The execution stream stands still until it has been reported. */
  readonly blocks: boolean;
}

/** Stands between core and a device's session, and notes what the session does against the port's contract. */
export class CheckedSession extends SessionFace implements Session {
  readonly #breaches: Breaches;
  readonly #scheduler: SchedulerLike;
  #observer: SessionObserver | undefined;
  // By slot.
  readonly #since: number[] = [];
  // In the order of their launch.
  readonly #groups = new Map<number, Group>();
  // How far each buffer of outputs has been given away.
  readonly #given = new WeakMap<ArrayBuffer, [from: number, to: number][]>();
  // The call that has not returned yet.
  #inside: string | undefined;
  #state: 'up' | 'failed' | 'closed' = 'up';

  constructor(session: Session, breaches: Breaches, scheduler: SchedulerLike) {
    super(session);
    this.#breaches = breaches;
    this.#scheduler = scheduler;
    this.#note(badLayout(session));
    session.observe({
      report: (...report) => {
        this.#reported(...report);
        this.#observer?.report(...report);
      },
      failed: (error) => {
        this.#told('failed');
        this.#state = 'failed';
        this.#groups.clear();
        this.#observer?.failed(error);
      },
    });
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    this.#since[slot] = this.#scheduler.now();
    // It may throw: then the slot is free.
    this.#within('execute', () => this.session.execute(slot, inputs, batchSize));
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#groups.set(group, { since: this.#sinceOf(slots), blocks: blockType === 'block' });
    this.#safely('launchCallback', () => this.session.launchCallback(group, slots, blockType));
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#groups.set(group, { since: this.#sinceOf(slots), blocks: false });
    this.#safely('synchronize', () => this.session.synchronize(group, slots));
  }

  rebuild(done: (error?: AclError) => void): void {
    const once = this.#once('rebuild', (error?: AclError) => {
      if (!error && this.#state === 'failed') this.#state = 'up';
      done(error);
    });
    this.#safely('rebuild', () => this.session.rebuild(once));
  }

  close(done: () => void): void {
    const once = this.#once('close', () => {
      this.#state = 'closed';
      done();
    });
    this.#safely('close', () => this.session.close(once));
  }

  #sinceOf(slots: readonly number[]): number[] {
    return slots.map((slot) => this.#since[slot] ?? Number.NaN);
  }

  #reported(...[id, outputs, failures, moments, offset = 0]: Parameters<SessionObserver['report']>): void {
    this.#told(`report of group ${id}`);
    const group = this.#groups.get(id);
    if (!group) {
      this.#note(`a report of group ${id}, which is unknown or has been reported`);
      return;
    }
    for (const [earlier, { blocks }] of this.#groups) {
      if (earlier === id || !group.blocks) break;
      if (blocks) this.#note(`a report of group ${id} before the blocking group ${earlier} ahead of it`);
    }
    this.#groups.delete(id);
    if (isList(outputs)) {
      if (outputs.length !== group.since.length) {
        this.#note(`outputs of ${outputs.length} executions for a group of ${group.since.length}`);
      }
      for (const buffer of outputs) this.#give(id, buffer, 0, this.layout.stride);
    } else {
      this.#give(id, outputs, offset, offset + group.since.length * this.layout.stride);
    }
    if (!moments) return;
    const isGood = group.since.map((_, n) => failures?.[n] === undefined);
    this.#note(badMoments(moments, group.since, isGood, this.#scheduler.now()));
  }

  #give(group: number, buffer: ArrayBuffer, from: number, to: number): void {
    this.#note(badPlace(buffer, from, to));
    const given = this.#given.get(buffer) ?? [];
    if (given.some((other) => from < other[1] && to > other[0])) {
      this.#note(`outputs of group ${group} in memory that belongs to the receiver of others`);
    }
    this.#given.set(buffer, [...given, [from, to]]);
  }

  // Something of the session's own accord.
  #told(what: string): void {
    if (this.#inside !== undefined) this.#note(`${what} inside of ${this.#inside}`);
    if (this.#state === 'failed') this.#note(`${what} after failed`);
    if (this.#state === 'closed') this.#note(`${what} after done of close`);
  }

  #once<Args extends unknown[]>(call: string, done: (...args: Args) => void): (...args: Args) => void {
    let isDone = false;
    return (...args) => {
      if (this.#inside !== undefined) this.#note(`done of ${call} inside of ${this.#inside}`);
      if (isDone) this.#note(`done of ${call} more than once`);
      else done(...args);
      isDone = true;
    };
  }

  // What must not throw: whoever calls it has nobody to tell.
  #safely(call: string, body: () => void): void {
    try {
      this.#within(call, body);
    } catch (error) {
      this.#note(`${call} has thrown ${error}`);
    }
  }

  #within(call: string, body: () => void): void {
    const outer = this.#inside;
    this.#inside = call;
    try {
      body();
    } finally {
      this.#inside = outer;
    }
  }

  #note(breach: string | undefined): void {
    if (breach !== undefined) this.#breaches.add(breach);
  }
}

function isList(outputs: ArrayBuffer | readonly ArrayBuffer[]): outputs is readonly ArrayBuffer[] {
  return Array.isArray(outputs);
}
