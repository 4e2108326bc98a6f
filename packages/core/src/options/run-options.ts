/** The options of one call of `run`. */
export interface RunOptions {
  /**
   * Ends the call early: its Promise is rejected with `signal.reason`. An input that waits leaves the queue at once. An input
   * on the device gives its slot back when the device is done with it, and its result is ignored. With a signal that is
   * aborted already, nothing is submitted.
   */
  readonly signal?: AbortSignalLike;
  /**
   * The longest time from the call to the result, in ms on the device's scheduler, so waiting for a slot counts; then the
   * call is rejected with InferTimeoutError, and its input is withdrawn as by `signal`. Default: without limit. (The option
   * `timeout` of the runner counts from taking a slot, for each execution, and `onFailure` may answer it with a retry.)
   */
  readonly timeout?: number;
}

/** The part of an AbortSignal that is used. Every platform has its own declaration of the class. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: { handleEvent(): void }): void;
  removeEventListener(type: 'abort', listener: { handleEvent(): void }): void;
}
