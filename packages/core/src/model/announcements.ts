import { Observable, type Subject } from 'rxjs';

/**
 * What a model tells everybody who subscribes. What one of the subscribers throws is reported as an unhandled error: it
 * reaches neither the model nor the other subscribers.
 */
export function announcements<T>(subject: Subject<T>): Observable<T> {
  return new Observable((subscriber) =>
    // rxjs catches and reports what the functions of an observer throw.
    subject.subscribe({
      next: (value) => subscriber.next(value),
      complete: () => subscriber.complete(),
    }),
  );
}
