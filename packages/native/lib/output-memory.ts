// Memory that native threads write large outputs to, and that goes with the results: nothing is copied for JavaScript.
import { isLent } from './lend.js';

/** From this size on the outputs of an execution have a buffer of their own. In bytes. */
export const deliveredBytes = 32_768;

// What is released is kept for later up to this size, or a single one.
const keptBytes = 64 * 2 ** 20;

/** A buffer per slot that is used, until its outputs are reported. They belong to the receiver then. */
export class OutputMemory {
  readonly #bytes: number;
  // By slot: what the device may write to.
  readonly #wanted: (ArrayBuffer | undefined)[] = [];
  readonly #spare: ArrayBuffer[] = [];

  /** @param bytes of the outputs of one execution */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Where the outputs of the slot are wanted. */
  of(slot: number): ArrayBuffer {
    let buffer = this.#wanted[slot];
    if (!buffer) {
      buffer = this.#spare.pop() ?? new ArrayBuffer(this.#bytes);
      this.#wanted[slot] = buffer;
    }
    return buffer;
  }

  /** They are there, and go to the receiver. */
  take(slot: number): ArrayBuffer {
    const buffer = this.of(slot);
    this.#wanted[slot] = undefined;
    return buffer;
  }

  /** The receiver has done with them: whoever still looks finds nothing. */
  release(buffer: ArrayBuffer): void {
    // Transferred by its receiver; or given to a model as an input, whose native threads may still read it.
    if (buffer.byteLength !== this.#bytes || isLent(buffer)) return;
    const memory = taken(buffer);
    if (!memory) return;
    if (this.#spare.length === 0 || (this.#spare.length + 1) * this.#bytes <= keptBytes) {
      this.#spare.push(memory);
    }
  }

  clear(): void {
    this.#wanted.length = 0;
    this.#spare.length = 0;
  }
}

/** Its memory in a buffer of its own; undefined if the receiver has had it marked as untransferable. */
function taken(buffer: ArrayBuffer): ArrayBuffer | undefined {
  try {
    const memory = structuredClone(buffer, { transfer: [buffer] });
    // Node 20 clones instead.
    return buffer.byteLength === 0 ? memory : undefined;
  } catch {
    return undefined;
  }
}
