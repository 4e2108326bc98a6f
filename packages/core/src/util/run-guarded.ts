import { reportUnhandledError } from './report-unhandled-error.js';

/**
 * Calls user code at a place where no caller can be given what it throws: the error is reported as an unhandled one, and
 * the caller goes on.
 */
export function runGuarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportUnhandledError(error);
  }
}
