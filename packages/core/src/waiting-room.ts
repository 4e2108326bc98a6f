// The inputs of one pipeline that have no slot.
import { Fifo } from './fifo.js';
import type { Input } from './input.js';

/** Inputs in the order in which they are to be executed: those that are executed once more come first. */
export class WaitingRoom<T> {
  readonly #fresh = new Fifo<Input<T>>();
  // By index. Few, and mostly none.
  readonly #again: Input<T>[] = [];

  get size(): number {
    return this.#fresh.length + this.#again.length;
  }

  /** Those that have never had a slot. */
  get freshSize(): number {
    return this.#fresh.length;
  }

  /** Those that had a slot before. */
  get againSize(): number {
    return this.#again.length;
  }

  /** The one that came first of those that have never had a slot. */
  get oldestFresh(): Input<T> | undefined {
    return this.#fresh.first;
  }

  push(input: Input<T>): void {
    this.#fresh.push(input);
  }

  /** For one that is executed once more: it goes before all that came after it. */
  pushAgain(input: Input<T>): void {
    let place = this.#again.length;
    while (place > 0 && (this.#again[place - 1] as Input<T>).index > input.index) place -= 1;
    this.#again.splice(place, 0, input);
  }

  shift(): Input<T> | undefined {
    return this.#again.shift() ?? this.#fresh.shift();
  }

  shiftFresh(): Input<T> | undefined {
    return this.#fresh.shift();
  }

  clear(): void {
    this.#fresh.clear();
    this.#again.length = 0;
  }
}
