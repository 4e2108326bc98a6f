// Frames without a decoder, in this thread.
import { sharedKib } from '../../src/frames/frame-memory.js';
import { type Announcement, FramePool } from '../../src/frames/frame-pool.js';
import { FrameWriter } from '../../src/frames/frame-writer.js';
import { layOut } from '../../src/frames/picture.js';
import type { Frame, PixelFormat } from '../../src/index.js';

/** What a frame is to be like. Its bytes are made of its number. */
export interface FakePicture {
  readonly pixelFormat: PixelFormat;
  readonly width: number;
  readonly height: number;
}

/** Makes frames: by default gray ones of 4 × 1 pixels, whose pixels are the number. Their pts is the number. */
export class FakeFrames {
  readonly all: Frame[] = [];
  readonly #pool = new FramePool('fake', 64);

  make(number: number, picture?: FakePicture): Frame {
    const { pixelFormat, width, height }: FakePicture = picture ?? {
      pixelFormat: 'gray',
      width: 4,
      height: 1,
    };
    const announced: Announcement[] = [];
    const writer = new FrameWriter({
      ...{ control: this.#pool.control, sharedKib, buffers: this.#pool.buffers },
      ...{
        newestOnly: false,
        maxFrameBytes: 2 ** 20,
        announce: (announcement) => announced.push(announcement),
      },
    });
    const { bytes, strides, offsets } = layOut(pixelFormat, width, height);
    const slot = writer.open(bytes);
    if (slot === undefined) throw new Error('no slot is free');
    // Each byte another one, and other ones in each frame.
    if (picture === undefined) slot.bytes.fill(number);
    else for (let i = 0; i < bytes; i += 1) slot.bytes[i] = (37 * number + 11 * i + (i >> 5)) & 255;
    writer.publish(slot.slot, {
      ...{ strides, offsets, width, height, pixelFormat, colorSpace: 'bt601', range: 'full' },
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
