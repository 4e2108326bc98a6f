// Not a Map: that leaves a chain of outgrown tables behind when entries come and go, and the first of them that V8 takes for
// old keeps all later ones alive, with every inference in them, until the next full collection.
import { Fifo } from './fifo.js';
import type { Group } from './instance.js';

/** Groups of an execution stream that are closed and have not been reported, in the order in which they were closed. */
export class OpenGroups {
  readonly #line = new Fifo<Group>();

  get size(): number {
    return this.#line.length;
  }

  add(group: Group): void {
    this.#line.push(group);
  }

  /** The group is next in line: then there is nothing to search for. */
  isFirst(id: number): boolean {
    return this.#line.first?.id === id;
  }

  /** Takes the group out, wherever it is. Undefined: there is no such group. */
  take(id: number): Group | undefined {
    if (this.isFirst(id)) return this.#line.shift();
    let found: Group | undefined;
    for (const group of this.takeAll()) {
      if (group.id === id) found = group;
      else this.#line.push(group);
    }
    return found;
  }

  /** Takes all out. */
  takeAll(): Group[] {
    const all: Group[] = [];
    for (let group = this.#line.shift(); group; group = this.#line.shift()) all.push(group);
    return all;
  }
}
