// Memory with a place for the input of each slot, from which native threads read inputs. Small inputs are copied to it:
// that costs less than to pass on the address of each.
import { AscendRxError, type TensorInfo } from '@ascend-rx/core';
import { tensorArrays } from '@ascend-rx/core/device';

type Place = InstanceType<(typeof tensorArrays)[keyof typeof tensorArrays]>;

export class StagingBuffer {
  readonly buffer: ArrayBuffer;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  readonly #stride: number;
  // By slot, in the type of the input.
  readonly #places: readonly Place[];

  /** @param stride the distance between two places, in bytes */
  constructor({ type, bytes }: TensorInfo, slots: number, stride: number) {
    const Data = tensorArrays[type];
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
   * Copies an input, which has exactly the bytes of the model's input, to the place of the slot. REQUIRES: the slot is free.
   *
   * @throws AscendRxError ERR_INPUT if the memory of the input has been transferred since it was bound: by the time of a
   *   retry, for example
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
