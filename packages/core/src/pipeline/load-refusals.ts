import { reportUnhandledError } from '../util/report-unhandled-error.js';
import type { Failures } from './failures.js';
import type { Input } from './input.js';
import type { PipelineState } from './pipeline-state.js';

/** What loaders do with inputs that do not get their slot. User code runs in `onDrop` and `onFailure`. */
export class LoadRefusals<T> {
  readonly #state: PipelineState<T>;
  readonly #failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew'>;

  constructor(state: PipelineState<T>, failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew'>) {
    this.#state = state;
    this.#failures = failures;
  }

  /**
   * Drops an input that is too late for the device: its timer is late, because the event loop was busy.
   *
   * @param now in ms
   * @return whether it was too late
   */
  dropIfTooLate(input: Input<T>, now: number): boolean {
    const { staleness } = this.#state.queue;
    if (!staleness.isLimited || !staleness.isTooLate(input, now)) return false;
    this.#failures.drop(input, 'stale');
    return true;
  }

  /** User code has thrown for an input, or the input does not fit. */
  threw(input: Input<T>, error: unknown): void {
    if (this.#state.ended) this.#failures.userCodeThrew(error);
    else if (input.isSettled) reportUnhandledError(error);
    else this.#failures.reject(input, error);
  }
}
