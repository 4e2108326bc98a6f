// Memory that native threads read inputs from: a place for each slot, filled by a copy. For small inputs that is less
// than to tell where each of them is.
import { AscendRxError, type TensorInfo, tensorArrays } from '@ascend-rx/core';

type Place = InstanceType<(typeof tensorArrays)[keyof typeof tensorArrays]>;

export class Inbox {
  readonly buffer: ArrayBuffer;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  readonly #stride: number;
  // By slot, in the type of the input.
  readonly #places: readonly Place[];

  constructor({ type, bytes }: TensorInfo, slots: number) {
    const Data = tensorArrays[type];
    const stride = Math.ceil(bytes / 64) * 64;
    this.buffer = new ArrayBuffer(stride * slots);
    this.#bytes = new Uint8Array(this.buffer);
    this.#size = bytes;
    this.#stride = stride;
    this.#places = Array.from(
      { length: slots },
      (_, slot) => new Data(this.buffer, slot * stride, bytes / Data.BYTES_PER_ELEMENT),
    );
  }

  /**
   * Copies an input, of exactly its bytes, to the place of the slot. REQUIRES: the slot is free.
   *
   * @throws AscendRxError ERR_INPUT if it has been transferred since it was bound: for a retry
   */
  put(slot: number, view: ArrayBufferView): void {
    if (view.byteLength !== this.#size) {
      throw new AscendRxError('ERR_INPUT', 'The memory of the input has been transferred, or resized');
    }
    const place = this.#places[slot] as Place;
    if (view.constructor === place.constructor) {
      place.set(view as never);
    } else {
      this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), slot * this.#stride);
    }
  }
}
