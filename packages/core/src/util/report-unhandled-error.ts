import { config } from 'rxjs';

/**
 * Reports an error that no caller can be given, as rxjs does: to `config.onUnhandledError` if the application has set
 * it, else as an uncaught exception. Either happens after the current task.
 */
export function reportUnhandledError(error: unknown): void {
  queueMicrotask(() => {
    const { onUnhandledError } = config;
    if (!onUnhandledError) throw error;
    onUnhandledError(error);
  });
}
