import type { FrameImage } from './frame-image.js';

/**
 * A picture of a source: a counted handle on memory that its source uses again. Who receives a frame holds one reference
 * and gives it back with {@link release}. After the last release `planes` throws ERR_FRAME_RELEASED, and the source may
 * write the next picture to that memory.
 */
export interface Frame extends FrameImage {
  /** Seconds on the clock of the source; the first frame of a file is near 0. NaN if the source gives no time. */
  readonly pts: number;
  /** The position among the frames that its source has emitted, from 0. */
  readonly index: number;
  /** The label of its source; it has no credentials. */
  readonly source: string;
  /** Adds a reference; returns the frame. Throws ERR_FRAME_RELEASED if none is left. */
  retain(): Frame;
  /** Gives one reference back. Throws ERR_FRAME_RELEASED if none is left. */
  release(): void;
}
