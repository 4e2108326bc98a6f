import { Observable, type OperatorFunction } from 'rxjs';

/**
 * Groups values as `bufferCount(size)` does, and lets a group be closed before it is full.
 *
 * Emits every `size` values as one array. What is open is emitted early whenever `closeEarly$` fires, when the
 * source completes, and before an error is passed on: `bufferCount` drops it there, but here it is how slots
 * come back. An open group without values is never emitted.
 *
 * @param size values per group, ≥ 1; `Infinity`: only what closes early
 * @param closeEarly$ closes the open group; nobody listens to its completion or errors
 */
export function groupExecutions<T>(size: number, closeEarly$: Observable<unknown>): OperatorFunction<T, T[]> {
  return (source) =>
    new Observable((subscriber) => {
      let open: T[] = [];
      const close = () => {
        if (open.length === 0) return;
        const group = open;
        open = [];
        subscriber.next(group);
      };
      subscriber.add(closeEarly$.subscribe(close));
      subscriber.add(
        source.subscribe({
          next: (value) => {
            open.push(value);
            if (open.length >= size) close();
          },
          error: (error) => {
            close();
            subscriber.error(error);
          },
          complete: () => {
            close();
            subscriber.complete();
          },
        }),
      );
    });
}
