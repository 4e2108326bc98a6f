import { constants } from 'node:os';
import { fromEvent, map, merge, type Observable, take } from 'rxjs';

/** A signal that asks the process to end. */
export type Interruption = 'SIGINT' | 'SIGTERM';

/**
 * Emits the first signal that asks the process to end, and keeps it from ending at once. A second one ends
 * it as usual.
 */
export const interruption$: Observable<Interruption> = merge(
  ...(['SIGINT', 'SIGTERM'] as const).map((signal) => fromEvent(process, signal).pipe(map(() => signal))),
).pipe(take(1));

/** The exit code that shells give a process ended by `signal`. */
export const exitCodeOf = (signal: Interruption): number => 128 + constants.signals[signal];
