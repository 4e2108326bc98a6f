import { VirtualTimeScheduler } from 'rxjs';

/** A clock that goes on only when a test says so. */
export class ManualTime extends VirtualTimeScheduler {
  #until = 0;

  /** Lets so many ms pass: everything that is due by then runs. */
  advance(time: number): void {
    this.#until += time;
    this.maxFrames = this.#until;
    this.flush();
    this.frame = this.#until;
  }
}
