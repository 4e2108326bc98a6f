import { filter, fromEvent, map, merge, type Observable, take } from 'rxjs';

/** Why the program was told to stop before its end, and the exit code that goes with it. */
export interface Interruption {
  readonly exitCode: number;
}

/**
 * Emits once when the user (Ctrl-C), the system (SIGTERM) or the reader of our output (`| head`)
 * wants no more. Unsubscribed, the signals do again what they did before, so that a second Ctrl-C
 * ends the process in any case.
 */
export const interruption$: Observable<Interruption> = merge(
  fromEvent(process, 'SIGINT').pipe(map(() => ({ exitCode: 130 }))),
  fromEvent(process, 'SIGTERM').pipe(map(() => ({ exitCode: 143 }))),
  fromEvent(process.stdout, 'error').pipe(
    filter((error) => (error as NodeJS.ErrnoException).code === 'EPIPE'),
    map(() => ({ exitCode: 141 })),
  ),
).pipe(take(1));
