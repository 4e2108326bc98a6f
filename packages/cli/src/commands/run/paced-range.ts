import { Observable, type Subscriber } from 'rxjs';

/**
 * Emits the numbers from 0 to `count - 1`, and at any time at most `ahead` numbers that have not been taken. Unlike
 * `range` of rxjs, it needs no memory for numbers that wait behind a slow subscriber.
 */
export class PacedRange {
  readonly values$ = new Observable<number>((subscriber) => {
    this.#subscriber = subscriber;
    this.#emit();
  });
  readonly #count: number;
  #subscriber: Subscriber<number> | undefined;
  #next = 0;
  #allowed: number;
  #emitting = false;

  constructor(count: number, ahead: number) {
    this.#count = count;
    this.#allowed = ahead;
  }

  /** The subscriber has finished one of the numbers: one more may be emitted. */
  taken(): void {
    this.#allowed += 1;
    this.#emit();
  }

  #emit(): void {
    // A subscriber may call taken() while it receives a number; the loop that emits that number goes on.
    if (this.#emitting || !this.#subscriber) return;
    this.#emitting = true;
    while (this.#next < Math.min(this.#count, this.#allowed) && !this.#subscriber.closed) {
      this.#subscriber.next(this.#next++);
    }
    this.#emitting = false;
    if (this.#next === this.#count) this.#subscriber.complete();
  }
}
