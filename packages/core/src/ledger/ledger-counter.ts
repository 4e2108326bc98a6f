import type { Ledger } from './ledger.js';

/** The ledger of a running pipeline. Each method is an event of one input, or of several. It holds only numbers, because it is on the path of every input. */
export class LedgerCounter implements Ledger {
  submitted = 0;
  waiting = 0;
  inFlight = 0;
  delivered = 0;
  dropped = 0;
  failed = 0;
  cancelled = 0;

  /** An input has come and waits for a slot. */
  arrive(): void {
    this.submitted += 1;
    this.waiting += 1;
  }

  /** A waiting input does not fit the model, or there is no room for it. */
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

  /** Inputs in flight have failed. */
  fail(count: number): void {
    this.inFlight -= count;
    this.failed += count;
  }

  /** A waiting input is dropped. */
  dropWaiting(): void {
    this.waiting -= 1;
    this.dropped += 1;
  }

  /** An input in flight is dropped. */
  dropInFlight(): void {
    this.inFlight -= 1;
    this.dropped += 1;
  }

  /** An input in flight is to be executed again and waits for that. */
  retry(): void {
    this.inFlight -= 1;
    this.waiting += 1;
  }

  /** Nobody wants a waiting input any more. */
  cancelWaiting(): void {
    this.waiting -= 1;
    this.cancelled += 1;
  }

  /** Nobody wants the result of an input in flight any more. */
  cancelInFlight(): void {
    this.inFlight -= 1;
    this.cancelled += 1;
  }

  /** Nobody wants what waits and what is in flight any more. */
  cancelAll(): void {
    this.cancelled += this.waiting + this.inFlight;
    this.waiting = 0;
    this.inFlight = 0;
  }

  /** Adds the counts of another ledger. */
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
