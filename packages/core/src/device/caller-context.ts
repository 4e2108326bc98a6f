/**
 * The asynchronous context of the code that has subscribed, which AsyncLocalStorage gives out in Node: an AsyncResource of
 * `node:async_hooks` is one. Core has no such class, because core also runs where Node does not.
 */
export interface CallerContext {
  /** Calls `work` in the context, and returns what it returns. */
  runInAsyncScope<This, Arguments extends unknown[], Result>(
    work: (this: This, ...args: Arguments) => Result,
    thisArg?: This,
    ...args: Arguments
  ): Result;
}

/**
 * Captures the context of the code that calls it.
 *
 * @param type a name for tools that watch asynchronous resources
 */
export type CaptureContext = (type: string) => CallerContext;
