import type { Call } from './call.js';

/** The calls of a runner that are not settled, in the order in which they were made: a linked list, so that nothing is made for a call. */
export class Calls<T> {
  #first: Call<T> | undefined;
  #last: Call<T> | undefined;

  add(call: Call<T>): void {
    call.previous = this.#last;
    if (this.#last) this.#last.next = call;
    else this.#first = call;
    this.#last = call;
  }

  /** REQUIRES: the call is in the list. */
  remove(call: Call<T>): void {
    const { previous, next } = call;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    call.previous = undefined;
    call.next = undefined;
  }

  /** Removes the first call and returns it. */
  shift(): Call<T> | undefined {
    const first = this.#first;
    if (first) this.remove(first);
    return first;
  }
}
