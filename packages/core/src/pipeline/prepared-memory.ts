import type { Execution } from '../instance/execution.js';
import type { Input } from './input.js';
import { Preparation } from './preparation.js';
import type { Targets } from './targets.js';

/**
 * Who uses the memory of prepared inputs. It goes back to the pool when the input has come to its end, `prepare` does not write
 * to it any more, and no device reads it.
 */
export class PreparedMemory<T> {
  readonly #targets: Targets;

  constructor(targets: Targets) {
    this.#targets = targets;
  }

  /** Gives the input its memory. */
  take(input: Input<T>): Preparation {
    const preparation = new Preparation(input.index, this.#targets.take());
    input.preparation = preparation;
    return preparation;
  }

  /** Whether the memory is still there: it has not been transferred away. */
  isWhole({ preparation }: Input<T>): boolean {
    return preparation !== undefined && this.#targets.isWhole(preparation.target);
  }

  /** A device is about to read the memory. */
  lend({ preparation }: Input<T>): void {
    if (preparation) preparation.readers += 1;
  }

  /** The device does not read the inputs of the executions any more. */
  done(executions: readonly Execution<Input<T>>[]): void {
    for (const { jobs } of executions) {
      for (const input of jobs) {
        if (input.preparation) input.preparation.readers -= 1;
        this.release(input);
      }
    }
  }

  /** Something has ended that kept the memory: gives it back if that was the last. */
  release(input: Input<T>): void {
    const { preparation } = input;
    if (!input.isSettled || !preparation?.isSettled || preparation.readers > 0) return;
    input.preparation = undefined;
    this.#targets.give(preparation.target);
  }

  /** No memory is used again. */
  close(): void {
    this.#targets.close();
  }
}
