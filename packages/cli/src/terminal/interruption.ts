import { constants } from 'node:os';
import { fromEvent, map, merge, type Observable, take, tap } from 'rxjs';

/** A signal that asks the process to end. */
export type Interruption = 'SIGINT' | 'SIGTERM';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Emits the first signal that asks the process to end, and completes. That signal does not end the process. The same
 * holds for signals within one second after it, because npm sends the process a second SIGINT for a Ctrl-C that the
 * terminal has sent to all processes. Later signals end the process.
 */
export const interruption$: Observable<Interruption> = merge(
  ...signals.map((signal) => fromEvent(process, signal).pipe(map(() => signal))),
).pipe(take(1), tap(ignoreRepeats));

/** The exit code that shells give to a process that a signal has ended. */
export const exitCodeOf = (signal: Interruption): number => 128 + constants.signals[signal];

function ignoreRepeats(): void {
  const ignore = () => {};
  for (const signal of signals) process.on(signal, ignore);
  setTimeout(() => {
    for (const signal of signals) process.off(signal, ignore);
  }, 1000).unref();
}
