import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Failures } from './failures.js';
import type { Input } from './input.js';
import { LoadRefusals } from './load-refusals.js';
import type { PipelineState } from './pipeline-state.js';
import type { PreparedMemory } from './prepared-memory.js';

/**
 * Takes waiting inputs for an execution of a pipeline that prepares them: as `InputLoader`, but it binds nothing. An execution
 * has inputs that are to be prepared, or inputs that are executed again and wait for nobody; never both. User code runs in
 * the key function of `order`, and where inputs are dropped.
 */
export class PreparationLoader<T> {
  readonly #state: PipelineState<T>;
  readonly #memory: PreparedMemory<T>;
  readonly #failures: Pick<Failures<T>, 'reject'>;
  readonly #refusals: LoadRefusals<T>;

  constructor(
    state: PipelineState<T>,
    memory: PreparedMemory<T>,
    failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew'>,
  ) {
    this.#state = state;
    this.#memory = memory;
    this.#failures = failures;
    this.#refusals = new LoadRefusals(state, failures);
  }

  /**
   * Takes inputs that are to be prepared.
   *
   * @param now in ms
   * @param first an input that has not waited and comes before all that wait
   * @return undefined: there is nothing to prepare
   */
  load(now: number, first?: Input<T>): Input<T>[] | undefined {
    const { settings, queue } = this.#state;
    let loaded: Input<T>[] = [];
    let input = first ?? this.#next();
    while (input) {
      if (!this.#refusals.dropIfTooLate(input, now) && this.#hasPlace(input)) loaded.push(input);
      // User code may have ended the pipeline or closed the model: then these inputs still count as waiting.
      if (!this.#state.isOpen) return undefined;
      // User code may have withdrawn inputs.
      if (loaded.length === settings.batchSize) loaded = loaded.filter(({ isSettled }) => !isSettled);
      if (loaded.length === settings.batchSize || queue.retries > 0) break;
      input = this.#next();
    }
    loaded = loaded.filter(({ isSettled }) => !isSettled);
    return loaded.length > 0 ? loaded : undefined;
  }

  /** Takes inputs that are executed again. They have kept their memory, and the device is about to read it. */
  loadRetries(): Input<T>[] | undefined {
    const { settings, queue } = this.#state;
    const loaded: Input<T>[] = [];
    while (queue.retries > 0 && loaded.length < settings.batchSize) {
      const input = queue.shift() as Input<T>;
      if (this.#memory.isWhole(input)) {
        loaded.push(input);
      } else {
        this.#failures.reject(input, this.transferred());
        if (!this.#state.isOpen) return undefined;
      }
    }
    const wanted = loaded.filter(({ isSettled }) => !isSettled);
    for (const input of wanted) this.#memory.lend(input);
    return wanted.length > 0 ? wanted : undefined;
  }

  /** The error for a target whose memory has been transferred. */
  transferred(): AscendRxError {
    const what =
      'Expected the memory of `target` where `prepare` was given it, but it has been transferred away';
    return new AscendRxError(
      'ERR_INPUT',
      `${what}: write into it in this thread, or copy what a worker has made`,
    );
  }

  #next(): Input<T> | undefined {
    return this.#state.queue.retries > 0 ? undefined : this.#state.queue.shift();
  }

  // Gives the input its place in the order.
  #hasPlace(input: Input<T>): boolean {
    try {
      this.#state.sequencer.add(input);
      return true;
    } catch (error) {
      this.#refusals.threw(input, error);
      return false;
    }
  }
}
