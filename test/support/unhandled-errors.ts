import { beforeEach } from '@jest/globals';
import { config, UnsubscriptionError } from 'rxjs';

/** What was reported as an unhandled error in the present test. rxjs reports on a timer, which is virtual in a marble test. */
export class UnhandledErrors {
  /** Messages; of an UnsubscriptionError those of the errors in it. */
  readonly messages: string[] = [];
  #waiting: { count: number; resolve: () => void } | undefined;

  constructor() {
    // For the whole file: an error that comes late must not end the test runner.
    config.onUnhandledError = (error) => {
      this.messages.push(messageOf(error));
      if (this.#waiting && this.messages.length >= this.#waiting.count) this.#waiting.resolve();
    };
    beforeEach(() => {
      this.messages.length = 0;
      this.#waiting = undefined;
    });
  }

  /** Resolves when so many errors have been reported. */
  reported(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.messages.length >= count) resolve();
      else this.#waiting = { count, resolve };
    });
  }
}

/** Its message; of an UnsubscriptionError the messages of the errors in it. */
export function messageOf(error: unknown): string {
  if (error instanceof UnsubscriptionError) return `teardown: ${error.errors.map(messageOf).join()}`;
  return error instanceof Error ? error.message : String(error);
}
