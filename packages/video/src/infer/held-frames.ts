// The references that a pipeline has on frames: each is given back once, whatever becomes of its value.
import type { Frame } from '../frames/frame.js';

export class HeldFrames<T> {
  /** How often each value is in the pipeline. */
  readonly #held = new Map<T, number>();
  #closed = false;
  #emitting: T[] = [];

  constructor(private readonly frameOf: (value: T) => Frame) {}

  /** A value enters the pipeline, which takes over its reference. After the end it is released at once. */
  add(value: T): T {
    if (this.#closed) this.frameOf(value).release();
    else this.#held.set(value, (this.#held.get(value) ?? 0) + 1);
    return value;
  }

  /** The value has left the pipeline. Without effect if it is not in there. */
  release(value: T): void {
    const times = this.#held.get(value);
    if (times === undefined) return;
    if (times === 1) this.#held.delete(value);
    else this.#held.set(value, times - 1);
    this.frameOf(value).release();
  }

  /** Hands a result out; its frame is released afterwards, also when the pipeline has ended meanwhile. */
  emit(value: T, next: () => void): void {
    this.#emitting.push(value);
    try {
      next();
    } finally {
      this.#emitting.splice(this.#emitting.lastIndexOf(value), 1);
      this.release(value);
    }
  }

  /** The end of the pipeline: what has no result gets none. */
  close(): void {
    this.#closed = true;
    for (const [value, times] of [...this.#held]) {
      const emitting = this.#emitting.filter((each) => each === value).length;
      for (let i = emitting; i < times; i += 1) this.release(value);
    }
  }
}
