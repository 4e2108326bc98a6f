// Frames without a decoder, in this thread.
import { sharedKib } from '../../src/frames/frame-memory.js';
import { type Announcement, FramePool } from '../../src/frames/frame-pool.js';
import { FrameWriter } from '../../src/frames/frame-writer.js';
import { layOut } from '../../src/frames/picture.js';
import type { Frame } from '../../src/index.js';

/** Makes gray frames of 4 × 1 pixels; their pixels and their pts are the number. */
export class FakeFrames {
  readonly all: Frame[] = [];
  readonly #pool = new FramePool('fake', 64);

  make(number: number): Frame {
    const announced: Announcement[] = [];
    const writer = new FrameWriter({
      ...{ control: this.#pool.control, sharedKib, buffers: this.#pool.buffers },
      ...{ newestOnly: false, maxFrameBytes: 4096, announce: (announcement) => announced.push(announcement) },
    });
    const { bytes, strides, offsets } = layOut('gray', 4, 1);
    const slot = writer.open(bytes);
    if (slot === undefined) throw new Error('no slot is free');
    slot.bytes.fill(number);
    writer.publish(slot.slot, {
      ...{ strides, offsets, width: 4, height: 1, pixelFormat: 'gray', colorSpace: 'bt601', range: 'full' },
      ...{ pts: number, corrupt: false },
    });
    const frame = this.#pool.take(announced[0] as Announcement) as Frame;
    this.all.push(frame);
    return frame;
  }

  /** The numbers of the frames that somebody holds. */
  get held(): number[] {
    return this.all.filter(({ released }) => !released).map(({ pts }) => pts);
  }

  close(): void {
    this.#pool.close();
  }
}
