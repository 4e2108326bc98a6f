import { endSoon, interruption$ } from '@ascend-rx/example-classify';
import { type Observable, ReplaySubject } from 'rxjs';

/** Whether and why the program is to end before its input does: Ctrl-C, SIGTERM, or a reader that has closed the pipe. */
export class Ending {
  readonly #controller = new AbortController();
  readonly #stop$ = new ReplaySubject<void>(1);
  readonly #signals = interruption$.subscribe((cause) => {
    this.exitCode = cause.exitCode;
    // Whatever is still to be closed then.
    endSoon(cause);
    this.#controller.abort();
    this.#stop$.next();
  });
  /** Absent: nothing has happened. */
  exitCode: number | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Emits at once if it has happened. */
  get stop$(): Observable<void> {
    return this.#stop$;
  }

  /** Signals have their usual effect again. */
  close(): void {
    this.#signals.unsubscribe();
  }
}
