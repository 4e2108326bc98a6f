import { Fifo } from '../util/fifo.js';
import type { Group } from './group.js';

/**
 * The groups of one execution stream that are closed and not yet reported, in the order in which they were closed.
 *
 * They are in a ring buffer, not in a Map, because of the garbage collector. When entries come and go, V8 replaces the table
 * of a Map again and again, and each old table refers to the next one. Once an old table has been promoted to the old
 * generation, it keeps all later tables alive until the next full collection, with every execution that they hold.
 */
export class OutstandingGroups {
  readonly #groups = new Fifo<Group>();

  get size(): number {
    return this.#groups.length;
  }

  add(group: Group): void {
    this.#groups.push(group);
  }

  /** Whether the group is the oldest one. */
  isFirst(id: number): boolean {
    return this.#groups.first?.id === id;
  }

  /** Removes the group, wherever it stands, and returns it. Undefined: there is no such group. */
  take(id: number): Group | undefined {
    if (this.isFirst(id)) return this.#groups.shift();
    let found: Group | undefined;
    for (const group of this.takeAll()) {
      if (group.id === id) found = group;
      else this.#groups.push(group);
    }
    return found;
  }

  /** Removes all groups and returns them. */
  takeAll(): Group[] {
    const all: Group[] = [];
    for (let group = this.#groups.shift(); group; group = this.#groups.shift()) all.push(group);
    return all;
  }
}
