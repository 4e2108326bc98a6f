// When a pipeline ends, when its open groups are closed early, and when it goes on. How it ends is in Ending. User code runs
// inside of the actions and of the ending; the state is consistent whenever one is called, and is looked at anew afterwards.
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Ending } from './ending.js';
import type { PipelineState } from './pipeline-state.js';

/** What completion has its pipeline do while the pipeline goes on. */
export interface CompletionActions {
  /** Closes the open groups of all instances. */
  closeGroups(): void;
  /** Starts what may start. */
  wake(): void;
  /** Asks for more inputs. */
  pull(): void;
}

export class Completion<T> {
  readonly #state: PipelineState<T>;
  readonly #actions: CompletionActions;
  readonly #ending: Pick<Ending<T>, 'leaveSource' | 'complete' | 'fail'>;

  constructor(
    state: PipelineState<T>,
    actions: CompletionActions,
    ending: Pick<Ending<T>, 'leaveSource' | 'complete' | 'fail'>,
  ) {
    this.#state = state;
    this.#actions = actions;
    this.#ending = ending;
  }

  /** Ends the pipeline with an error: now, or after the results that are being emitted. The first error counts. */
  abort(error: unknown): void {
    const state = this.#state;
    if (state.ended) return;
    if (!state.emitting) {
      this.#ending.fail(error);
    } else if (!state.pendingError) {
      state.pendingError = { error };
      // A source that emits synchronously would go on until it is left.
      this.#ending.leaveSource();
    }
  }

  /** Closes the open groups if they would wait in vain. */
  closeStuckGroups(): void {
    if (this.#state.areGroupsStuck) this.#actions.closeGroups();
  }

  /** Ends the pipeline if no input is left; otherwise starts what can start. Called after every change of the state. */
  settle(): void {
    const state = this.#state;
    if (state.ended || state.emitting) return;
    if (state.pendingError) {
      this.#ending.fail(state.pendingError.error);
    } else if (state.isComplete) {
      this.#ending.complete();
    } else if (state.isCutOff) {
      this.#ending.fail(new AscendRxError('ERR_CLOSED', 'The model is closed'));
    } else {
      // Results that were held back may have kept inputs from starting.
      this.#actions.wake();
      this.closeStuckGroups();
      this.#actions.pull();
    }
  }
}
