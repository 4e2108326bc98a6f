/** What {@link VideoError.code} may be. */
export type VideoErrorCode =
  /** The server refuses the credentials, or wants some. A live source does not try again. */
  | 'ERR_VIDEO_CREDENTIALS'
  /**
   * The decoder is not installed or cannot be started: neither node-av nor an `ffmpeg` program, or not the one that was asked
   * for. Or the helper process that starts ffmpeg has ended, as when it was killed: the next subscription starts another one.
   */
  | 'ERR_VIDEO_DECODER'
  /** Decoding failed, or the program that decodes has died. */
  | 'ERR_VIDEO_DECODE'
  /**
   * What a sink needs is not installed or cannot be started: an `ffmpeg` program, its encoder, or sharp. Or the helper process that
   * starts ffmpeg has ended.
   */
  | 'ERR_VIDEO_ENCODER'
  /** A frame was used after its last release. */
  | 'ERR_FRAME_RELEASED'
  /** The name or address is refused, or needs a decoder that cannot read it. */
  | 'ERR_VIDEO_INPUT'
  /** A stated bound is reached: sources, bytes of frames, or the size of one frame. */
  | 'ERR_VIDEO_LIMIT'
  /** A live source has ended, does not answer or is silent, and no attempt is left. */
  | 'ERR_VIDEO_LOST'
  /** The input does not exist, cannot be read, or has no picture that can be decoded. */
  | 'ERR_VIDEO_OPEN'
  /** The source has a subscriber already, or is closed. */
  | 'ERR_VIDEO_BUSY'
  /** A sink cannot write: no such folder, no room, the program that encodes has died, frames that do not fit. See `cause`. */
  | 'ERR_VIDEO_WRITE';

/** An error of frames and their sources; `code` says which, for programs. Messages hold no credentials. */
export class VideoError extends Error {
  override readonly name: string = 'VideoError';

  constructor(
    readonly code: VideoErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
