import { filter, fromEvent, map, merge, type Observable, take, tap } from 'rxjs';

/** Why the program was told to stop before its end, and the exit code that goes with it. */
export interface Interruption {
  readonly exitCode: number;
}

const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Emits once when the user (Ctrl-C), the system (SIGTERM) or the reader of our output (`| head`)
 * wants no more. After a second, signals do again what they did before, so that another Ctrl-C ends
 * the process in any case; not at once, because npm passes on the Ctrl-C that the terminal has
 * already sent to all its processes.
 */
export const interruption$: Observable<Interruption> = merge(
  ...Object.entries(signals).map(([signal, exitCode]) =>
    fromEvent(process, signal).pipe(map(() => ({ exitCode }))),
  ),
  fromEvent(process.stdout, 'error').pipe(
    filter((error) => (error as NodeJS.ErrnoException).code === 'EPIPE'),
    map(() => ({ exitCode: 141 })),
  ),
).pipe(take(1), tap(ignoreRepeats));

function ignoreRepeats(): void {
  const ignore = () => {};
  for (const signal of Object.keys(signals)) process.on(signal, ignore);
  setTimeout(() => {
    for (const signal of Object.keys(signals)) process.off(signal, ignore);
  }, 1000).unref();
}

/**
 * Ends the process when half a second has passed and closing has not ended it: a device finishes
 * what it has begun, and a full pool of long inferences takes many seconds.
 */
export function endSoon({ exitCode }: Interruption): void {
  setTimeout(() => process.exit(exitCode), 500).unref();
}
