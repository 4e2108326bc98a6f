import type { FrameImage } from './frame-image.js';

/**
 * A picture of a source: a counted handle on memory that its source uses again. Who receives a frame holds one reference
 * and gives it back with {@link release}. After the last release `planes` throws ERR_FRAME_RELEASED, and the source may
 * write the next picture to that memory. Everything but `planes` can still be read then.
 */
export interface Frame extends FrameImage {
  /** Seconds on the clock of the source; the first frame of a file is near 0. NaN if the source gives no time. */
  readonly pts: number;
  /** The position among the frames that its source has emitted, from 0. It goes on after a reconnection. */
  readonly index: number;
  /** The label of its source, without credentials; of `fromImages` the path of the picture. */
  readonly source: string;
  /** Whether the decoder found errors in the picture. Always false with `corrupt: 'keep'`. */
  readonly corrupt: boolean;
  /** Whether the last reference has been given back. */
  readonly released: boolean;
  /** Adds a reference, and returns the frame. Throws ERR_FRAME_RELEASED if none is left. */
  retain(): Frame;
  /** Gives one reference back. Throws ERR_FRAME_RELEASED if none is left. */
  release(): void;
}
