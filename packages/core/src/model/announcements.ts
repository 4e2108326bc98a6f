import { Observable } from 'rxjs';
import type { CaptureContext } from '../device/caller-context.js';

/**
 * What a model tells everybody who subscribes, each in the context in which it has subscribed. What one of the subscribers
 * throws is reported as an unhandled error: it reaches neither the model nor the other subscribers.
 */
export function announcements<T>(
  source: Pick<Observable<T>, 'subscribe'>,
  captureContext: CaptureContext | undefined,
): Observable<T> {
  return new Observable((subscriber) => {
    const context = captureContext?.('AscendRxModelEvents');
    const call = (work: () => void) => (context ? context.runInAsyncScope(work) : work());
    // rxjs catches and reports what the functions of an observer throw.
    return source.subscribe({
      next: (value) => call(() => subscriber.next(value)),
      complete: () => call(() => subscriber.complete()),
    });
  });
}
