import type { CallerContext } from '../device/caller-context.js';

/** Calls user code in a context, if there is one. */
export function callInContext<Result>(context: CallerContext | undefined, work: () => Result): Result {
  return context ? context.runInAsyncScope(work) : work();
}
