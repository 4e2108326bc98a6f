import type { Observable } from 'rxjs';
import { expected } from '../util/expected.js';

/**
 * Throws a TypeError unless `source` can be subscribed to. It looks at the method, not at the class, because the source
 * may come from another copy of rxjs.
 */
export function assertObservable(source: unknown): asserts source is Observable<unknown> {
  const { subscribe } = Object(source) as { subscribe?: unknown };
  if (typeof subscribe === 'function') return;
  throw new TypeError(
    `${expected('an Observable', 'source', source)}. Make one with from(…) of rxjs, or use inferFrom(source, model).`,
  );
}
