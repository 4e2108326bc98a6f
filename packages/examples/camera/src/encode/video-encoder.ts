/** Pictures of one size and rate. */
export interface VideoFormat {
  /** Pixels; even. */
  readonly width: number;
  /** Pixels; even. */
  readonly height: number;
  /** Pictures per second. */
  readonly fps: number;
}

/** Writes a video file, picture by picture. */
export interface VideoEncoder {
  /** @param rgb `3 * width * height` bytes, row by row. They may change when the Promise has resolved */
  write(rgb: Uint8Array): Promise<void>;
  /** The file is complete when it resolves. */
  end(): Promise<void>;
  /** Ends at once; the file is of no use. Without effect after `end`. */
  abort(): void;
}
