// The slots of one source, on the side of the source: takes what its worker has written, and frees what users release.
// Slots outlive the worker: the next one, after a reconnection, writes to the same.
import type { Frame } from './frame.js';
import { FrameHandle, type FrameOwner } from './frame-handle.js';
import { counts, returnKib, sharedKib } from './frame-memory.js';
import type { Picture } from './picture.js';
import { SlotControl, slotStates } from './slot-control.js';

/** What a worker says of a picture that it has written. */
export interface Announcement extends Picture {
  readonly slot: number;
  readonly ticket: number;
  readonly buffer: SharedArrayBuffer;
}

/** The memory of one slot, for the next worker. */
export type SlotBuffers = readonly (SharedArrayBuffer | undefined)[];

export class FramePool implements FrameOwner {
  readonly control: SlotControl;
  /** Called when a slot has become free. */
  onFree: () => void = () => {};
  readonly #buffers: (SharedArrayBuffer | undefined)[];
  #emitted = 0;
  #closed = false;
  #told = false;

  /**
   * @param label of the source
   * @param slots how many frames may be alive at once
   */
  constructor(
    readonly label: string,
    slots: number,
  ) {
    this.control = SlotControl.allocate(slots);
    this.#buffers = Array.from({ length: slots }, () => undefined);
  }

  get buffers(): SlotBuffers {
    return this.#buffers;
  }

  /** Makes a frame of what a worker has announced; undefined if the worker has replaced it by a newer one. */
  take(announcement: Announcement): Frame | undefined {
    const { slot, ticket, buffer } = announcement;
    if (!this.control.change(slot, slotStates.pending, slotStates.taken, ticket)) return undefined;
    this.#buffers[slot] = buffer;
    counts.framesAlive += 1;
    const index = this.#emitted;
    this.#emitted += 1;
    return new FrameHandle(this, slot, index, announcement, buffer);
  }

  /** Gives up an announced picture that nobody wants. */
  discard({ slot, ticket, buffer }: Announcement): void {
    if (!this.control.change(slot, slotStates.pending, slotStates.free, ticket)) return;
    this.#buffers[slot] = buffer;
    this.control.wake();
    this.onFree();
  }

  onReleased(slot: number): void {
    counts.framesAlive -= 1;
    this.control.change(slot, slotStates.taken, slotStates.free);
    if (this.#closed) this.#returnMemory(slot);
    this.control.wake();
    this.onFree();
  }

  onLeaked(slot: number): void {
    counts.leaked += 1;
    // A native thread may still read the planes, which can live longer than the frame: the collector shall have them.
    this.control.giveUp(slot);
    this.#buffers[slot] = undefined;
    this.onReleased(slot);
    if (this.#told) return;
    this.#told = true;
    process.emitWarning(
      `A frame of ${this.label} was collected without a release. Release each frame, or let inferFrames do it.`,
      { type: 'FrameLeakWarning', code: 'ASCEND_RX_FRAME_LEAK' },
    );
  }

  /** After the end of a worker: what it had written and nobody has taken is given up. */
  reset(): void {
    for (let slot = 0; slot < this.control.slots; slot += 1) {
      for (const state of [slotStates.writing, slotStates.pending])
        this.control.change(slot, state, slotStates.free);
    }
    this.control.restart();
  }

  /** After the end of the last worker: memory goes back, that of frames alive at their release. */
  close(): void {
    if (this.#closed) return;
    this.reset();
    this.#closed = true;
    for (let slot = 0; slot < this.control.slots; slot += 1) {
      if (this.control.stateOf(slot) === slotStates.free) this.#returnMemory(slot);
    }
  }

  #returnMemory(slot: number): void {
    returnKib(sharedKib, this.control.kibOf(slot));
    this.control.setKib(slot, 0);
    this.#buffers[slot] = undefined;
  }
}
