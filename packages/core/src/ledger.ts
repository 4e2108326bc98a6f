// The conservation of inputs: every input that was taken is in exactly one place, at every moment.

/** Counts of inputs: `submitted = waiting + inFlight + delivered + dropped + failed + cancelled`, always. */
export interface Ledger {
  /** Inputs that sources have emitted. */
  readonly submitted: number;
  /** Have no slot yet. */
  readonly waiting: number;
  /** Occupy a slot, or have just been reported and are next to be emitted. */
  readonly inFlight: number;
  /** Their result was emitted. */
  readonly delivered: number;
  /** Were left out, with a cause. */
  readonly dropped: number;
  /** Did not fit the model, or failed on the device. */
  readonly failed: number;
  /** Their pipeline was unsubscribed or ended with an error: nobody wants them any more. */
  readonly cancelled: number;
}

/**
 * The ledger of a pipeline in the making: each method is something that happens to an input. Numbers only, because
 * it is on the way of every input.
 */
export class LedgerBook implements Ledger {
  submitted = 0;
  waiting = 0;
  inFlight = 0;
  delivered = 0;
  dropped = 0;
  failed = 0;
  cancelled = 0;

  /** An input has come; it waits for a slot. */
  arrive(): void {
    this.submitted += 1;
    this.waiting += 1;
  }

  /** A waiting input does not fit the model. */
  refuse(): void {
    this.waiting -= 1;
    this.failed += 1;
  }

  /** A waiting input takes a slot. */
  start(): void {
    this.waiting -= 1;
    this.inFlight += 1;
  }

  /** The result of an input in flight is emitted. */
  deliver(): void {
    this.inFlight -= 1;
    this.delivered += 1;
  }

  /** An input in flight has failed. */
  fail(): void {
    this.inFlight -= 1;
    this.failed += 1;
  }

  /** A waiting input is left out. */
  dropWaiting(): void {
    this.waiting -= 1;
    this.dropped += 1;
  }

  /** An input in flight is left out. */
  dropInFlight(): void {
    this.inFlight -= 1;
    this.dropped += 1;
  }

  /** An input in flight is to be executed once more, and waits for that. */
  again(): void {
    this.inFlight -= 1;
    this.waiting += 1;
  }

  /** Nobody wants what waits and what is in flight any more. */
  cancelAll(): void {
    this.cancelled += this.waiting + this.inFlight;
    this.waiting = 0;
    this.inFlight = 0;
  }

  /** Counts what another ledger has counted, too. */
  add(other: Ledger): void {
    this.submitted += other.submitted;
    this.waiting += other.waiting;
    this.inFlight += other.inFlight;
    this.delivered += other.delivered;
    this.dropped += other.dropped;
    this.failed += other.failed;
    this.cancelled += other.cancelled;
  }

  snapshot(): Ledger {
    const { submitted, waiting, inFlight, delivered, dropped, failed, cancelled } = this;
    return { submitted, waiting, inFlight, delivered, dropped, failed, cancelled };
  }
}
