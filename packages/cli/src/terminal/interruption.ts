import { constants } from 'node:os';
import { fromEvent, map, merge, type Observable, take } from 'rxjs';

/** A signal that asks the process to end. */
export type Interruption = 'SIGINT' | 'SIGTERM';

/**
 * Emits the first signal that asks the process to end. While somebody is subscribed, that signal does not end the
 * process; a second signal does.
 */
export const interruption$: Observable<Interruption> = merge(
  ...(['SIGINT', 'SIGTERM'] as const).map((signal) => fromEvent(process, signal).pipe(map(() => signal))),
).pipe(take(1));

/** The exit code that shells give to a process that a signal has ended. */
export const exitCodeOf = (signal: Interruption): number => 128 + constants.signals[signal];
