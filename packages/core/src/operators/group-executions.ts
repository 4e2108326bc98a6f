import {
  asyncScheduler,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
  Subject,
  takeUntil,
} from 'rxjs';
import { Alarm } from '../alarm.js';

/** When {@link groupExecutions} closes a group that is not full. */
export interface EarlyClose {
  /** Closes the open group whenever it emits; nobody listens to its completion, its errors are passed on. */
  closeEarly$: Observable<unknown>;
  /** Milliseconds after its first value. Default: none. */
  maxDelay?: number;
  /** What these run on. Default: rxjs `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * Groups values as `bufferCount(size)` does, and lets a group be closed before it is full.
 *
 * Emits every `size` values as one array. What is open is emitted early whenever `closeEarly$` fires, `maxDelay` after
 * its first value, when the source completes, and before an error is passed on: `bufferCount` drops it there, but here
 * it is how slots come back. An open group without values is never emitted.
 *
 * __Warning:__ on unsubscribe the open group is dropped, as anything else would be an emission after it. Complete the
 * source or close the group instead, as `infer` does.
 *
 * @param size values per group, ≥ 1; `Infinity`: only what closes early
 * @param early see {@link EarlyClose}
 */
export function groupExecutions<T>(size: number, early: EarlyClose): OperatorFunction<T, T[]> {
  const { closeEarly$, maxDelay = Number.POSITIVE_INFINITY, scheduler = asyncScheduler } = early;
  return (source) =>
    new Observable((subscriber) => {
      let open: T[] | undefined;
      const close = () => {
        if (open === undefined) return;
        const group = open;
        open = undefined;
        alarm.clear();
        subscriber.next(group);
      };
      const alarm = new Alarm(scheduler, close);
      const fail = (error: unknown) => {
        close();
        subscriber.error(error);
      };
      // A source that emits while it is being subscribed to can only be stopped from upstream.
      const unsubscribed$ = new Subject<void>();
      subscriber.add(() => {
        alarm.clear();
        unsubscribed$.next();
      });
      closeEarly$.pipe(takeUntil(unsubscribed$)).subscribe({ next: close, error: fail });
      source.pipe(takeUntil(unsubscribed$)).subscribe({
        next: (value) => {
          if (open === undefined) {
            open = [value];
            if (maxDelay !== Number.POSITIVE_INFINITY) alarm.set(scheduler.now() + maxDelay);
          } else {
            open.push(value);
          }
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
