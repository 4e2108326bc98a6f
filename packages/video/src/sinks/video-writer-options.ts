/** Of {@link VideoWriter}. */
export interface VideoWriterOptions {
  /**
   * The encoder, as ffmpeg calls it: `libx264`, `mpeg4`, or one of your program, such as `h264_ascend`. Default: `libx264` if the
   * program has it, else `mpeg4`.
   */
  readonly codec?: string;
  /**
   * Frames per second, above 0 and up to 1000: frame n is at n / fps, whatever its `pts` is. Default: the times of the frames. It
   * is needed for frames without time (`pts` is NaN), as those of `fromImages`.
   */
  readonly fps?: number;
  /** The ffmpeg program, 5.1 or later. Default `ffmpeg`. */
  readonly ffmpeg?: string;
}
