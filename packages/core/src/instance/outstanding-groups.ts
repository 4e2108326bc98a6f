// Not a Map. When entries come and go, a Map leaves a chain of outgrown tables behind. Once V8 has promoted one of them
// to the old generation, it keeps all later ones alive until the next full collection, with every inference in them.
import { Fifo } from '../util/fifo.js';
import type { Group } from './group.js';

/** The groups of one execution stream that are closed and not yet reported, in the order in which they were closed. */
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
