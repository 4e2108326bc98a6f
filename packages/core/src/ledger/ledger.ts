// Every input is counted in exactly one place at every moment.

/** Counts of inputs: `submitted = waiting + inFlight + delivered + dropped + failed + cancelled`, always. */
export interface Ledger {
  /** Inputs that the sources have emitted. */
  readonly submitted: number;
  /** Inputs that have no slot yet. */
  readonly waiting: number;
  /** Inputs that occupy a slot, also while they are being prepared, or that have been reported and are about to be emitted. */
  readonly inFlight: number;
  /** Inputs whose result was emitted. */
  readonly delivered: number;
  /** Inputs that were dropped, with a cause. */
  readonly dropped: number;
  /** Inputs that did not fit the model, or that failed on the device. */
  readonly failed: number;
  /**
   * Inputs that nobody wants any more: their pipeline was unsubscribed or ended with an error before they came to their end,
   * or their call of `run` was aborted or timed out.
   */
  readonly cancelled: number;
}
