import type { AbortSignalLike } from '../options/run-options.js';
import { runGuarded } from '../util/run-guarded.js';
import type { Call } from './call.js';

/** The listener on a signal, and the calls that it ends. */
class SignalListener<T> {
  readonly calls = new Set<Call<T>>();
  readonly #signal: AbortSignalLike;
  readonly #onAborted: (call: Call<T>, reason: unknown) => void;

  constructor(signal: AbortSignalLike, onAborted: (call: Call<T>, reason: unknown) => void) {
    this.#signal = signal;
    this.#onAborted = onAborted;
  }

  /** From the signal. */
  handleEvent(): void {
    for (const call of this.calls) this.#onAborted(call, this.#signal.reason);
  }
}

/**
 * The signals of a runner's calls. Calls with the same signal share one listener: with thousands of listeners, adding one to
 * an AbortSignal is slow, and Node 20 warns of a leak when there are more than ten.
 */
export class CallSignals<T> {
  readonly #onAborted: (call: Call<T>, reason: unknown) => void;
  readonly #listeners = new Map<AbortSignalLike, SignalListener<T>>();

  /** @param onAborted called for each call whose signal is aborted, with the signal's reason */
  constructor(onAborted: (call: Call<T>, reason: unknown) => void) {
    this.#onAborted = onAborted;
  }

  /**
   * Watches over a call until it is removed.
   *
   * @param signal one that is not aborted
   * @throws what a signal of the user's own throws. The call is not watched then
   */
  add(signal: AbortSignalLike, call: Call<T>): void {
    let listener = this.#listeners.get(signal);
    if (!listener) {
      listener = new SignalListener(signal, this.#onAborted);
      signal.addEventListener('abort', listener);
      this.#listeners.set(signal, listener);
    }
    listener.calls.add(call);
  }

  /** The call is settled. Without effect on a call that is not watched. */
  remove(signal: AbortSignalLike, call: Call<T>): void {
    const listener = this.#listeners.get(signal);
    if (!listener?.calls.delete(call) || listener.calls.size > 0) return;
    this.#listeners.delete(signal);
    // The signal may be an object of the user's own.
    runGuarded(() => signal.removeEventListener('abort', listener));
  }
}
