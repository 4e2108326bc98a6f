import { Observable, type Subscriber } from 'rxjs';

/**
 * Counts from 0 to `count - 1`, at most `ahead` numbers beyond what has been taken: `range` in memory that
 * does not grow with `count`.
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

  /** One of the numbers is done with. */
  taken(): void {
    this.#allowed += 1;
    this.#emit();
  }

  #emit(): void {
    // A number may be done with inside its own emission: the loop below goes on for it.
    if (this.#emitting || !this.#subscriber) return;
    this.#emitting = true;
    while (this.#next < Math.min(this.#count, this.#allowed) && !this.#subscriber.closed) {
      this.#subscriber.next(this.#next++);
    }
    this.#emitting = false;
    if (this.#next === this.#count) this.#subscriber.complete();
  }
}
