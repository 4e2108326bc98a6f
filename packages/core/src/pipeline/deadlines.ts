import type { SchedulerLike } from 'rxjs';
import type { Execution } from '../instance/execution.js';
import { Fifo } from '../util/fifo.js';
import { Timer } from '../util/timer.js';
import type { Input } from './input.js';

/** The option `timeout`: finds executions that take too long. */
export class Deadlines<T> {
  readonly #timeout: number;
  readonly #onLate: (execution: Execution<Input<T>>) => void;
  readonly #timer: Timer;
  // In the order of their starts, which is that of their deadlines, since all have the same timeout.
  readonly #running = new Fifo<Execution<Input<T>>>();

  /**
   * @param timeout ms from the start of an execution
   * @param onLate called for each execution that is past its deadline while an input still waits for it
   */
  constructor(timeout: number, scheduler: SchedulerLike, onLate: (execution: Execution<Input<T>>) => void) {
    this.#timeout = timeout;
    this.#onLate = onLate;
    this.#timer = new Timer(scheduler, (now) => this.#findLate(now));
  }

  started(execution: Execution<Input<T>>): void {
    this.#running.push(execution);
    this.#timer.set(execution.startedAt + this.#timeout);
  }

  /** Some executions have ended. */
  ended(): void {
    for (let first = this.#running.first; first && !isAwaited(first); first = this.#running.first) {
      this.#running.shift();
    }
    if (this.#running.length === 0) this.#timer.clear();
  }

  clear(): void {
    this.#running.clear();
    this.#timer.clear();
  }

  #findLate(now: number): void {
    for (let next = this.#running.first; next; next = this.#running.first) {
      if (isAwaited(next) && next.startedAt + this.#timeout > now) {
        this.#timer.set(next.startedAt + this.#timeout);
        return;
      }
      this.#running.shift();
      if (isAwaited(next)) this.#onLate(next);
    }
  }
}

/** Whether an input still waits for the result of the execution. */
function isAwaited<T>(execution: Execution<Input<T>>): boolean {
  for (const input of execution.jobs) if (input.execution === execution) return true;
  return false;
}
