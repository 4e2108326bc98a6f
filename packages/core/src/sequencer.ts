// The order in which a pipeline emits.
import { Fifo } from './fifo.js';
import type { InferResult } from './infer-result.js';
import type { Input } from './input.js';

/** `'submission'`: as they came; `'completion'`: as they end; a function: as they came among those of the same key. */
export type InferOrder<T> = 'submission' | 'completion' | ((value: T) => unknown);

/** Inputs that are emitted in the order in which they came. */
export class Lane<T> extends Fifo<Input<T>> {
  constructor(readonly key: unknown) {
    super();
  }
}

/** Holds back results whose turn has not come. */
export class Sequencer<T> {
  /** Results that are held back. */
  heldBack = 0;
  readonly #emit: (result: InferResult<T>) => void;
  readonly #key: ((value: T) => unknown) | undefined;
  readonly #only: Lane<T> | undefined;
  readonly #lanes = new Map<unknown, Lane<T>>();

  /** @param emit counts a result as delivered and hands it on; user code runs in it */
  constructor(order: InferOrder<T>, emit: (result: InferResult<T>) => void) {
    this.#emit = emit;
    this.#key = typeof order === 'function' ? order : undefined;
    this.#only = order === 'submission' ? new Lane<T>(undefined) : undefined;
  }

  /** The input takes its place: in the order of calls. Throws what the user's key function throws. */
  add(input: Input<T>): void {
    const lane = this.#key ? this.#laneOf(this.#key(input.source)) : this.#only;
    lane?.push(input);
    input.lane = lane;
  }

  /** The input has come to its end, with a result or without: emits all whose turn has come by that. */
  settle(input: Input<T>, result?: InferResult<T>): void {
    input.settled = true;
    const { lane } = input;
    if (!lane) {
      if (result) this.#emit(result);
      return;
    }
    input.result = result;
    if (result) this.heldBack += 1;
    while (lane.first?.settled) {
      const next = lane.shift() as Input<T>;
      if (lane.length === 0 && this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key);
      if (!next.result) continue;
      this.heldBack -= 1;
      this.#emit(next.result);
    }
  }

  /** Nobody wants the results that are held back. */
  clear(): void {
    this.heldBack = 0;
    this.#only?.clear();
    for (const lane of this.#lanes.values()) lane.clear();
    this.#lanes.clear();
  }

  #laneOf(key: unknown): Lane<T> {
    let lane = this.#lanes.get(key);
    if (!lane) {
      lane = new Lane<T>(key);
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}
