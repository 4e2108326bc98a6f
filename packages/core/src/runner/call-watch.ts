import type { AbortSignalLike } from '../options/run-options.js';
import type { Call, Watch } from './call.js';
import type { CallSignals } from './call-signals.js';

/** Watches one call that has a signal or a timeout, until the call is settled. */
export class CallWatch<T> implements Watch {
  place = -1;
  readonly #signals: CallSignals<T>;
  readonly #signal: AbortSignalLike | undefined;

  /**
   * @param timeout ms from the call; `Infinity`: none
   * @param signal one that is not aborted
   */
  constructor(
    readonly call: Call<T>,
    readonly timeout: number,
    signal: AbortSignalLike | undefined,
    signals: CallSignals<T>,
  ) {
    this.#signals = signals;
    this.#signal = signal;
    if (signal) signals.add(signal, call);
  }

  get dueAt(): number {
    return this.call.submittedAt + this.timeout;
  }

  /** Leaves the signal. */
  leave(): void {
    if (this.#signal) this.#signals.remove(this.#signal, this.call);
  }
}
