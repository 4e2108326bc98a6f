// What a session has the addon do, in order. A call of the addon costs about as much as a small execution does on the
// JavaScript thread. So small inputs and callbacks that come in one go are handed over together: when there are enough of
// them, or when the go is over. A device that has little to do does not wait for that.
import { blockWord, launchWord, type NativeSession } from './addon.js';

// So many executions keep a device busy for longer than the next ones take to come.
const enough = 16;

export class Calls {
  readonly #native: NativeSession;
  readonly #words: Uint32Array;
  // Of `#words`: not handed over yet.
  #length = 0;
  // Executions among them.
  #pending = 0;
  // Executions that the addon has and has not reported.
  #running = 0;
  // Somebody will say when the go is over.
  #held = false;
  #waiting = false;

  /** Memory for it: the addon must have it, too. */
  static memory(slots: number): Uint32Array {
    // A slot is in one group at a time; and executions that are not handed over are few.
    return new Uint32Array(3 * slots + 2 * enough);
  }

  constructor(native: NativeSession, words: Uint32Array) {
    this.#native = native;
    this.#words = words;
  }

  /** Executes what lies in the inbox of the slot, soon. */
  executeInbox(slot: number): void {
    if (this.#length === this.#words.length) this.#handOver();
    this.#words[this.#length] = slot;
    this.#length += 1;
    this.#pending += 1;
    if (this.#running === 0 || this.#pending === enough) this.#handOver();
    else this.#wait();
  }

  execute(...call: Parameters<NativeSession['execute']>): void {
    this.#handOver();
    this.#native.execute(...call);
    this.#running += 1;
  }

  launchCallback(group: number, slots: readonly number[], block: boolean): void {
    const words = this.#words;
    // Groups without executions may be any number.
    if (this.#length + 2 + slots.length > words.length) this.#handOver();
    let length = this.#length;
    words[length] = launchWord + (block ? blockWord : 0) + slots.length;
    words[length + 1] = group;
    length += 2;
    for (let i = 0; i < slots.length; i += 1) words[length + i] = slots[i] as number;
    this.#length = length + slots.length;
    // Without the callback nothing of what has been executed comes back.
    if (this.#running < enough) this.#handOver();
    else this.#wait();
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#handOver();
    this.#words.set(slots);
    this.#native.synchronize(group, slots.length);
  }

  /** A go begins, to the end of which somebody will call `go`. */
  hold(): void {
    this.#held = true;
  }

  go(): void {
    this.#held = false;
    this.#handOver();
  }

  /** So many executions are over. */
  reported(executions: number): void {
    this.#running -= executions;
  }

  /** All are, and those that have not been handed over are void. */
  forget(): void {
    this.#length = 0;
    this.#pending = 0;
    this.#running = 0;
  }

  #wait(): void {
    if (this.#held || this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(this.#goOver);
  }

  readonly #goOver = (): void => {
    this.#waiting = false;
    this.#handOver();
  };

  #handOver(): void {
    const length = this.#length;
    if (length === 0) return;
    this.#running += this.#pending;
    this.#length = 0;
    this.#pending = 0;
    this.#native.performCalls(length);
  }
}
