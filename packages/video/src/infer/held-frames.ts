// The references that a pipeline has on frames: each is given back once, whatever becomes of its value.
import type { Frame } from '../frames/frame.js';

export class HeldFrames<T> {
  /** The frames of each value, one for each time that it is in the pipeline. */
  readonly #held = new Map<T, Frame[]>();
  #closed = false;
  #emitting: T[] = [];

  constructor(private readonly findFrame: (value: T) => Frame) {}

  /**
   * A value enters the pipeline, which takes over its reference. After the end it is released at once.
   *
   * @throws what the option `frame` throws
   */
  add(value: T): T {
    const frame = this.findFrame(value);
    const frames = this.#held.get(value);
    if (this.#closed) frame.release();
    else if (frames) frames.push(frame);
    else this.#held.set(value, [frame]);
    return value;
  }

  /** The frame of a value that is in the pipeline. The option `frame` is not asked again. */
  frameOf(value: T): Frame {
    return this.#held.get(value)?.at(-1) ?? this.findFrame(value);
  }

  /** The value has left the pipeline. Without effect if it is not in there. */
  release(value: T): void {
    const frames = this.#held.get(value);
    const frame = frames?.pop();
    if (frames?.length === 0) this.#held.delete(value);
    frame?.release();
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

  /**
   * The end of the pipeline: what has no result gets none.
   *
   * @throws the first error of a frame that was released too often, when all have been released
   */
  close(): void {
    this.#closed = true;
    const errors: unknown[] = [];
    for (const [value, { length }] of [...this.#held]) {
      const emitting = this.#emitting.filter((each) => each === value).length;
      for (let i = emitting; i < length; i += 1) {
        try {
          this.release(value);
        } catch (error) {
          errors.push(error);
        }
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
