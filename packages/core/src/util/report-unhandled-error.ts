import { throwError } from 'rxjs';

/**
 * Reports an error that no caller can be given, as rxjs reports an error that a subscriber does not handle: to
 * `config.onUnhandledError` if the application has set it, else as an uncaught exception. Either happens after the current
 * task.
 */
export function reportUnhandledError(error: unknown): void {
  throwError(() => error).subscribe();
}
