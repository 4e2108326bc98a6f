import type { InferOrder } from '../options/infer-order.js';
import { callInContext } from './call-in-context.js';
import type { InferResult } from './infer-result.js';
import type { Input } from './input.js';
import { Sequence } from './sequence.js';

/** Emits results in the pipeline's order: it holds back a result until all inputs before it in its sequence have ended. */
export class Sequencer<T> {
  /** Results that are held back. */
  heldBack = 0;
  readonly #emit: (result: InferResult<T>, input: Input<T>) => void;
  readonly #key: ((value: T) => unknown) | undefined;
  readonly #only: Sequence<Input<T>> | undefined;
  readonly #byKey = new Map<unknown, Sequence<Input<T>>>();

  /** @param emit counts a result as delivered and emits it; user code runs in it */
  constructor(order: InferOrder<T>, emit: (result: InferResult<T>, input: Input<T>) => void) {
    this.#emit = emit;
    this.#key = typeof order === 'function' ? order : undefined;
    this.#only = order === 'submission' ? new Sequence(undefined) : undefined;
  }

  /** Gives the input its place, in the order of calls. Throws what the user's key function throws. */
  add(input: Input<T>): void {
    const key = this.#key;
    const sequence = key
      ? this.#sequenceOf(callInContext(input.context, () => key(input.source)))
      : this.#only;
    sequence?.push(input);
    input.sequence = sequence;
  }

  /** The input has come to its end, with a result or without. Emits all results whose turn has come by that. */
  settle(input: Input<T>, result?: InferResult<T>): void {
    input.isSettled = true;
    const { sequence } = input;
    if (!sequence) {
      if (result) this.#emit(result, input);
      return;
    }
    input.result = result;
    if (result) this.heldBack += 1;
    while (sequence.first?.isSettled) {
      const next = sequence.shift() as Input<T>;
      if (sequence.length === 0 && this.#byKey.get(sequence.key) === sequence)
        this.#byKey.delete(sequence.key);
      if (!next.result) continue;
      this.heldBack -= 1;
      this.#emit(next.result, next);
    }
  }

  /** Nobody wants the results that are held back. */
  clear(): void {
    this.heldBack = 0;
    this.#only?.clear();
    for (const sequence of this.#byKey.values()) sequence.clear();
    this.#byKey.clear();
  }

  #sequenceOf(key: unknown): Sequence<Input<T>> {
    let sequence = this.#byKey.get(key);
    if (!sequence) {
      sequence = new Sequence(key);
      this.#byKey.set(key, sequence);
    }
    return sequence;
  }
}
