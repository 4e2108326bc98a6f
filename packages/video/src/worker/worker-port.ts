import type { FromWorker, ToWorker } from './decode-job.js';

/** A worker's side of the messages between it and its source. */
export class WorkerPort {
  readonly #listeners = new Set<(message: ToWorker) => void>();

  constructor(
    readonly send: (message: FromWorker) => void,
    listen: (listener: (message: ToWorker) => void) => void,
  ) {
    listen((message) => {
      for (const listener of [...this.#listeners]) listener(message);
    });
  }

  /** Calls `listener` for each message; returns what ends that. */
  on(listener: (message: ToWorker) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
