import { VideoError } from '../errors/video-error.js';

/** The error of a picture that FFmpeg does not decode, since it has more pixels than {@link maxPixels} permits. */
export const tooManyPixels = (width: number, height: number, maxFrameBytes: number): VideoError =>
  new VideoError(
    'ERR_VIDEO_LIMIT',
    `A picture needs memory for ${width} × ${height} pixels, of one byte at least, but \`maxFrameBytes\` is ${maxFrameBytes}.`,
  );
