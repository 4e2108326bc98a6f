// Memory that native threads write large outputs to. The results own it afterwards, so that JavaScript copies nothing.
import { isLent } from './lend.js';

/** From this size on, the outputs of an execution have a buffer of their own. In bytes. */
export const ownBufferBytes = 32_768;

// Released buffers are kept for later, up to this total size in bytes, or one larger buffer.
const keptBytes = 64 * 2 ** 20;

/** A buffer for each slot in use, until its outputs are reported. Then the buffer belongs to the receiver. */
export class OutputMemory {
  readonly #bytes: number;
  // By slot: the device may write to it.
  readonly #inUse: (ArrayBuffer | undefined)[] = [];
  readonly #spare: ArrayBuffer[] = [];

  /** @param bytes of the outputs of one execution */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** The buffer for the outputs of the slot. */
  of(slot: number): ArrayBuffer {
    let buffer = this.#inUse[slot];
    if (!buffer) {
      buffer = this.#spare.pop() ?? new ArrayBuffer(this.#bytes);
      this.#inUse[slot] = buffer;
    }
    return buffer;
  }

  /** The same, when the outputs have been written: it belongs to the receiver. */
  take(slot: number): ArrayBuffer {
    const buffer = this.of(slot);
    this.#inUse[slot] = undefined;
    return buffer;
  }

  /** The receiver does not read the buffer any more. The buffer is detached. */
  release(buffer: ArrayBuffer): void {
    // The receiver has transferred it; or has given it to a model as an input, so that native threads may still read it.
    if (buffer.byteLength !== this.#bytes || isLent(buffer)) return;
    const memory = detached(buffer);
    if (!memory) return;
    if (this.#spare.length === 0 || (this.#spare.length + 1) * this.#bytes <= keptBytes) {
      this.#spare.push(memory);
    }
  }

  clear(): void {
    this.#inUse.length = 0;
    this.#spare.length = 0;
  }
}

/** Its memory in a new buffer; undefined if the receiver has marked the buffer as untransferable. */
export function detached(buffer: ArrayBuffer): ArrayBuffer | undefined {
  try {
    const memory = structuredClone(buffer, { transfer: [buffer] });
    // Node 20 copies an untransferable buffer, and leaves it as it is.
    return buffer.byteLength === 0 ? memory : undefined;
  } catch {
    return undefined;
  }
}
