/** A video that is being decoded to red, green and blue, 8 bits each, row by row. */
export interface RgbFrames {
  /** The next frame; undefined at the end. Calls may overlap. Its memory is the caller's until `release`. */
  next(): Promise<Uint8Array | undefined>;
  /** Nobody reads the frame any more. */
  release(frame: Uint8Array): void;
  /** Resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** Frames that are decoded before they are asked for: the bound of the first queue. */
export const framesAhead = 4;
