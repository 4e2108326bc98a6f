// The slots of one source, on the side of its worker thread: finds memory for pictures and announces them.
import { VideoError } from '../errors/video-error.js';
import { kibOf, reserveKib, returnKib } from './frame-memory.js';
import type { Announcement, SlotBuffers } from './frame-pool.js';
import type { Picture } from './picture.js';
import { type SlotControl, slotStates } from './slot-control.js';

export interface FrameWriterOptions {
  readonly control: SlotControl;
  /** The words with the bound of the process. */
  readonly sharedKib: Int32Array;
  readonly buffers: SlotBuffers;
  /** The newest frame replaces one that nobody has taken. */
  readonly newestOnly: boolean;
  /** The bound of one frame, in bytes. */
  readonly maxFrameBytes: number;
  announce(announcement: Announcement): void;
}

/** A slot that may be written. */
export interface OpenSlot {
  readonly slot: number;
  readonly bytes: Uint8Array;
}

export class FrameWriter {
  readonly #buffers: (SharedArrayBuffer | undefined)[];

  constructor(private readonly options: FrameWriterOptions) {
    this.#buffers = [...options.buffers];
  }

  /**
   * Finds a slot for a picture of so many bytes. Undefined if none is free; for `newestOnly` then the picture is counted as
   * skipped. Throws ERR_VIDEO_LIMIT.
   */
  open(bytes: number): OpenSlot | undefined {
    const { control, newestOnly, maxFrameBytes } = this.options;
    if (bytes > maxFrameBytes)
      throw new VideoError(
        'ERR_VIDEO_LIMIT',
        `A picture needs ${bytes} bytes, but \`maxFrameBytes\` is ${maxFrameBytes}.`,
      );
    const slot = this.#find(slotStates.free) ?? (newestOnly ? this.#find(slotStates.pending) : undefined);
    if (slot !== undefined) return { slot, bytes: this.#memory(slot, bytes) };
    if (newestOnly) control.countSkipped();
    return undefined;
  }

  /** Blocks this thread until a slot is free; undefined if the source wants the worker to end. */
  openOrWait(bytes: number): OpenSlot | undefined {
    const { control } = this.options;
    while (!control.stopped) {
      const seen = control.releases;
      const slot = this.open(bytes);
      if (slot !== undefined) return slot;
      if (!control.stopped) control.waitForRelease(seen);
    }
    return undefined;
  }

  /** Announces the picture in an open slot. */
  publish(slot: number, picture: Picture): void {
    const { control, newestOnly } = this.options;
    // Of a live source at most one picture waits to be taken.
    if (newestOnly) {
      for (let other = 0; other < control.slots; other += 1) {
        if (control.stateOf(other) !== slotStates.pending) continue;
        if (control.change(other, slotStates.pending, slotStates.free)) control.countSkipped();
      }
    }
    const buffer = this.#buffers[slot] as SharedArrayBuffer;
    this.options.announce({ ...picture, slot, ticket: control.publish(slot), buffer });
  }

  #find(state: number): number | undefined {
    const { control } = this.options;
    for (let slot = 0; slot < control.slots; slot += 1) {
      if (control.stateOf(slot) !== state || !control.change(slot, state, slotStates.writing)) continue;
      if (state === slotStates.pending) control.countSkipped();
      return slot;
    }
    return undefined;
  }

  #memory(slot: number, bytes: number): Uint8Array {
    const { control } = this.options;
    const kib = kibOf(bytes);
    const has = control.kibOf(slot);
    const before = this.#buffers[slot];
    // Much too large memory is given back, so that one large picture does not cost for ever.
    const own = before !== undefined && before.byteLength === has * 1024 && !control.isGivenUp(slot);
    if (own && kib <= has && has <= 4 * kib) return new Uint8Array(before, 0, bytes);
    this.#buffers[slot] = undefined;
    this.#count(slot, has, kib);
    const buffer = new SharedArrayBuffer(kib * 1024);
    this.#buffers[slot] = buffer;
    return new Uint8Array(buffer, 0, bytes);
  }

  /** Changes what is allocated for a slot. Throws ERR_VIDEO_LIMIT; then nothing is. */
  #count(slot: number, has: number, needs: number): void {
    const { control, sharedKib } = this.options;
    if (!control.beginUninterrupted()) throw new VideoError('ERR_VIDEO_DECODE', 'The source has ended.');
    returnKib(sharedKib, has);
    const isReserved = reserveKib(sharedKib, needs);
    control.setKib(slot, isReserved ? needs : 0);
    control.endUninterrupted();
    if (isReserved) return;
    control.change(slot, slotStates.writing, slotStates.free);
    throw new VideoError(
      'ERR_VIDEO_LIMIT',
      `The frames of all sources together would need more than ${Atomics.load(sharedKib, 1)} KiB (setVideoLimits).`,
    );
  }
}
