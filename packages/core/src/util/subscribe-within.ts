import { Observable, type Observer, type Subscription } from 'rxjs';

/**
 * Subscribes to a source as a part of `whole`, which can end the subscription at any time: also while the source emits
 * synchronously, before `subscribe` has returned. `takeUntil` can do so, too, but it completes, and it drops what the
 * source's teardown throws.
 *
 * @return the subscription, which `whole` contains
 */
export function subscribeWithin<T>(
  whole: Subscription,
  source: Pick<Observable<T>, 'subscribe'>,
  observer: Partial<Observer<T>>,
): Subscription {
  return new Observable<T>((subscriber) => {
    whole.add(subscriber);
    if (!subscriber.closed) return source.subscribe(subscriber);
    return undefined;
  }).subscribe(observer);
}
