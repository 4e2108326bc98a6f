import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { subscribeWithin } from '../util/subscribe-within.js';
import { Timer } from '../util/timer.js';

/** When {@link groupExecutions} closes a group that is not full. */
export interface EarlyClose {
  /** Closes the open group whenever it emits. Its completion has no effect; its errors are passed on. */
  closeEarly$: Observable<unknown>;
  /** Milliseconds from a group's first value until the group is closed. Default: without limit. */
  maxDelay?: number;
  /** The scheduler that `maxDelay` runs on. Default: rxjs `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * Groups values as `bufferCount(size)` does, and can close a group before it is full.
 *
 * Emits every `size` values as one array. The open group is emitted early when `closeEarly$` emits, `maxDelay` after its
 * first value, when the source completes, and before an error is passed on. (`bufferCount` drops the open group on an
 * error; here its slots come back with it.) A group without values is never emitted.
 *
 * __Warning:__ on unsubscribe the open group is dropped, because nothing may be emitted afterwards. Complete the source or
 * close the group instead, as `infer` does.
 *
 * @param size values per group, ≥ 1; `Infinity`: groups are closed only early
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
        timer.clear();
        subscriber.next(group);
      };
      const timer = new Timer(scheduler, close);
      const fail = (error: unknown) => {
        close();
        subscriber.error(error);
      };
      subscriber.add(() => timer.clear());
      subscribeWithin(subscriber, closeEarly$, { next: close, error: fail });
      subscribeWithin(subscriber, source, {
        next: (value) => {
          if (open === undefined) {
            open = [value];
            if (maxDelay !== Number.POSITIVE_INFINITY) timer.set(scheduler.now() + maxDelay);
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
