import { Observable, type OperatorFunction, Subject, takeUntil } from 'rxjs';

/**
 * Groups values as `bufferCount(size)` does, and lets a group be closed before it is full.
 *
 * Emits every `size` values as one array. What is open is emitted early whenever `closeEarly$` fires, when the
 * source completes, and before an error is passed on: `bufferCount` drops it there, but here it is how slots
 * come back. An open group without values is never emitted.
 *
 * __Warning:__ on unsubscribe the open group is dropped, as anything else would be an emission after it. Complete the
 * source instead, as `infer` does.
 *
 * @param size values per group, ≥ 1; `Infinity`: only what closes early
 * @param closeEarly$ closes the open group; nobody listens to its completion, its errors are passed on
 */
export function groupExecutions<T>(size: number, closeEarly$: Observable<unknown>): OperatorFunction<T, T[]> {
  return (source) =>
    new Observable((subscriber) => {
      let open: T[] | undefined;
      const close = () => {
        if (open === undefined) return;
        const group = open;
        open = undefined;
        subscriber.next(group);
      };
      const fail = (error: unknown) => {
        close();
        subscriber.error(error);
      };
      // A source that emits while it is being subscribed to can only be stopped from upstream.
      const unsubscribed$ = new Subject<void>();
      subscriber.add(() => unsubscribed$.next());
      closeEarly$.pipe(takeUntil(unsubscribed$)).subscribe({ next: close, error: fail });
      source.pipe(takeUntil(unsubscribed$)).subscribe({
        next: (value) => {
          if (open === undefined) open = [value];
          else open.push(value);
          if (open.length >= size) close();
        },
        error: fail,
        complete: () => {
          close();
          subscriber.complete();
        },
      });
    });
}
