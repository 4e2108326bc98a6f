// The commands of a session to the addon, in order. A call of the addon costs about as much as a small execution costs
// on the JavaScript thread. So small executions and callbacks are collected, and passed on with one call: when there are
// enough of them, at the end of the present task of the event loop, or at once while the device is idle.
import type { AddonSession, Protocol } from './addon.js';

// So many executions keep a device busy for longer than JavaScript needs to prepare the next ones.
const flushThreshold = 16;

const settled = Promise.resolve();

export class CommandBuffer {
  readonly #session: AddonSession;
  readonly #words: Uint32Array;
  readonly #launchFlag: number;
  readonly #blockFlag: number;
  readonly #launchHeaderWords: number;
  // Words that have not been passed on.
  #length = 0;
  // Executions among them.
  #pending = 0;
  // Executions that have been passed on and not reported.
  #running = 0;
  // Somebody has called hold(), and will call flush().
  #held = false;
  #flushIsQueued = false;

  /** Memory for the commands, which the addon must be given, too. */
  static memory(slots: number, { launchHeaderWords }: Protocol): Uint32Array {
    // A slot is in one group at a time, and few executions wait in here.
    return new Uint32Array((1 + launchHeaderWords) * slots + 2 * flushThreshold);
  }

  /** @param words memory that was made by {@link CommandBuffer.memory} */
  constructor(session: AddonSession, words: Uint32Array, protocol: Protocol) {
    this.#session = session;
    this.#words = words;
    this.#launchFlag = protocol.launchFlag;
    this.#blockFlag = protocol.blockFlag;
    this.#launchHeaderWords = protocol.launchHeaderWords;
  }

  /** Executes, soon, the input that lies in the staging buffer. */
  executeStaged(slot: number): void {
    if (this.#length === this.#words.length) this.#flush();
    this.#words[this.#length] = slot;
    this.#length += 1;
    this.#pending += 1;
    if (this.#running === 0 || this.#pending === flushThreshold) this.#flush();
    else this.#flushSoon();
  }

  execute(...call: Parameters<AddonSession['execute']>): void {
    this.#flush();
    this.#session.execute(...call);
    this.#running += 1;
  }

  /** Of a dynamic model. */
  executeDynamic(...call: Parameters<AddonSession['executeDynamic']>): void {
    this.#flush();
    this.#session.executeDynamic(...call);
    this.#running += 1;
  }

  launchCallback(group: number, slots: readonly number[], block: boolean): void {
    const words = this.#words;
    const header = this.#launchHeaderWords;
    // There may be any number of groups without executions.
    if (this.#length + header + slots.length > words.length) this.#flush();
    const first = this.#length;
    words[first] = this.#launchFlag + (block ? this.#blockFlag : 0) + slots.length;
    words[first + 1] = group;
    for (let i = 0; i < slots.length; i += 1) words[first + header + i] = slots[i] as number;
    this.#length = first + header + slots.length;
    // With few executions running, the device could become idle before the callback is passed on.
    if (this.#running < flushThreshold) this.#flush();
    else this.#flushSoon();
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#flush();
    this.#words.set(slots);
    this.#session.synchronize(group, slots.length);
  }

  /** More commands are about to come. The caller will call {@link flush} after them. */
  hold(): void {
    this.#held = true;
  }

  /** Passes on what has been collected. Ends {@link hold}. */
  flush(): void {
    this.#held = false;
    this.#flush();
  }

  /** So many executions have been reported. */
  reported(executions: number): void {
    this.#running -= executions;
  }

  /** No execution is running any more. Commands that have not been passed on are dropped. */
  clear(): void {
    this.#length = 0;
    this.#pending = 0;
    this.#running = 0;
  }

  #flushSoon(): void {
    if (this.#held || this.#flushIsQueued) return;
    this.#flushIsQueued = true;
    // Not `queueMicrotask`, which fake timers of test frameworks replace.
    void settled.then(this.#onMicrotask);
  }

  readonly #onMicrotask = (): void => {
    this.#flushIsQueued = false;
    this.#flush();
  };

  #flush(): void {
    const length = this.#length;
    if (length === 0) return;
    this.#running += this.#pending;
    this.#length = 0;
    this.#pending = 0;
    this.#session.runCommands(length);
  }
}
