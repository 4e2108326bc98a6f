// Calls `prepare` for one value, and waits for what it returns.
import { isObservable, type Observable } from 'rxjs';
import type { CallerContext } from '../device/caller-context.js';
import { isPromise } from '../util/expected.js';
import { runGuarded } from '../util/run-guarded.js';
import { subscribeWithin } from '../util/subscribe-within.js';
import { callInContext } from './call-in-context.js';
import type { Preparation } from './preparation.js';

/** What came of a call of `prepare`. `isThrown`: inside of the call. */
export type PrepareOutcome =
  | { readonly isReady: true; readonly isThrown: false; readonly prepared: unknown }
  | { readonly isReady: false; readonly isThrown: boolean; readonly error: unknown };

/**
 * Calls `prepare`. An Observable is not subscribed to if `prepare` has been aborted inside of the call.
 *
 * @param call calls it
 * @param context the context in which user code runs
 * @param done called once: inside of this function for a plain value, else later. Never for an Observable that is aborted
 */
export function runPrepare(
  call: () => unknown,
  preparation: Preparation,
  context: CallerContext | undefined,
  done: (outcome: PrepareOutcome) => void,
): void {
  const ready = (prepared: unknown) => done({ isReady: true, isThrown: false, prepared });
  const failed = (error: unknown) => done({ isReady: false, isThrown: false, error });
  let returned: unknown;
  let source: Observable<unknown> | undefined;
  let isThenable = false;
  try {
    returned = callInContext(context, call);
    // What is returned may be a proxy, or have getters that throw.
    if (isObservable(returned)) source = returned;
    else isThenable = isPromise(returned);
  } catch (error) {
    done({ isReady: false, isThrown: true, error });
    return;
  }
  if (source) {
    const { isAborted } = preparation;
    const given = source;
    if (!isAborted) callInContext(context, () => subscribe(given, preparation, ready, failed));
  } else if (isThenable) {
    // A new Promise, because it settles once, and later, whatever the `then` of what was returned does.
    new Promise((resolve) => resolve(returned)).then(ready, failed);
  } else {
    ready(returned);
  }
}

function subscribe(
  source: Observable<unknown>,
  { subscription }: Preparation,
  ready: (prepared: unknown) => void,
  failed: (error: unknown) => void,
): void {
  let isOver = false;
  const end = (work: () => void) => {
    if (isOver) return;
    isOver = true;
    // What the teardown throws must not keep the value from going on.
    runGuarded(() => subscription.unsubscribe());
    work();
  };
  // A teardown also runs in here, where the source emits before it has returned it.
  runGuarded(() =>
    subscribeWithin(subscription, source, {
      next: (value) => end(() => ready(value)),
      error: (error) => end(() => failed(error)),
      complete: () => end(() => ready(undefined)),
    }),
  );
}
