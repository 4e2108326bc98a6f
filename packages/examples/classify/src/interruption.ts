import { exitCodeOf, interruption$ as signal$ } from 'ascend-rx/terminal';
import { filter, fromEvent, map, merge, type Observable, take } from 'rxjs';

/** Why the program ends early, and the exit code for that. */
export interface Interruption {
  readonly exitCode: number;
}

/** Emits once: when the user (Ctrl-C) or the system (SIGTERM) ends the run, or the reader closes the pipe (`| head`). */
export const interruption$: Observable<Interruption> = merge(
  signal$.pipe(map((signal) => ({ exitCode: exitCodeOf(signal) }))),
  fromEvent(process.stdout, 'error').pipe(
    filter((error) => (error as NodeJS.ErrnoException).code === 'EPIPE'),
    map(() => ({ exitCode: 141 })),
  ),
).pipe(take(1));

/**
 * Ends the process after half a second, unless it has ended before: the device finishes the inferences that it has begun,
 * and with every slot in flight that may take many seconds.
 */
export function endSoon({ exitCode }: Interruption): void {
  setTimeout(() => process.exit(exitCode), 500).unref();
}
