/** The options of {@link fromImages}. */
export interface ImageSourceOptions {
  /** The most frames that are alive at once, 1 to 256. Default 16. */
  maxFrames?: number;
  /** The most bytes of one frame. Default 64 MiB. */
  maxFrameBytes?: number;
  /** Pictures that are decoded at once, 1 to 16, on libuv's threads (by sharp). Default 2. */
  concurrency?: number;
  /**
   * What becomes of a file that cannot be decoded: `'fail'` (the default) ends the source with ERR_VIDEO_DECODE, `'drop'` counts
   * it in `stats.corruptDropped` and leaves it out.
   */
  corrupt?: 'fail' | 'drop';
  /** The name of the source in messages. Default: the pattern, or `images`. */
  label?: string;
}
