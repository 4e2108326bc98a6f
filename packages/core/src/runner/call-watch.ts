import type { AbortSignalLike } from '../options/run-options.js';
import { runGuarded } from '../util/run-guarded.js';
import type { Call, Watch } from './call.js';

/** Whoever ends calls early. */
export interface CallWatchOwner<T> {
  /** The call's signal was aborted. */
  aborted(call: Call<T>, reason: unknown): void;
}

/** Watches one call that has a signal or a timeout, until the call is settled. */
export class CallWatch<T> implements Watch {
  place = -1;
  readonly #owner: CallWatchOwner<T>;
  readonly #signal: AbortSignalLike | undefined;

  /**
   * @param timeout ms from the call; `Infinity`: none
   * @param signal one that is not aborted
   */
  constructor(
    readonly call: Call<T>,
    readonly timeout: number,
    signal: AbortSignalLike | undefined,
    owner: CallWatchOwner<T>,
  ) {
    this.#owner = owner;
    this.#signal = signal;
    signal?.addEventListener('abort', this);
  }

  get dueAt(): number {
    return this.call.submittedAt + this.timeout;
  }

  /** From the signal. */
  handleEvent(): void {
    this.#owner.aborted(this.call, this.#signal?.reason);
  }

  /** Leaves the signal, which may be an object of the user's own. */
  leave(): void {
    runGuarded(() => this.#signal?.removeEventListener('abort', this));
  }
}
