// The command line of the ffmpeg program that encodes: an array, which no shell reads.
import type { ColorSpace, FrameImage } from '../frames/frame-image.js';

/** The containers by the ending of the file's name, as ffmpeg calls them. */
export const containers: Readonly<Record<string, string>> = {
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
  '.mkv': 'matroska',
};

/** Of the file. R, G, B and gray have none of their own. */
export function colorSpaceOfFile({ pixelFormat, colorSpace, height }: FrameImage): ColorSpace {
  if (pixelFormat === 'yuv420p' || pixelFormat === 'nv12') return colorSpace;
  return height <= 576 ? 'bt601' : 'bt709';
}

/**
 * @param first the first frame; the others are like it
 * @param codec as ffmpeg calls it
 * @param container as ffmpeg calls it
 * @param path where the program writes
 */
export function encoderArguments(
  first: FrameImage,
  codec: string,
  container: string,
  path: string,
): readonly string[] {
  const isYuv = first.pixelFormat === 'yuv420p' || first.pixelFormat === 'nv12';
  const space = colorSpaceOfFile(first);
  const tag = space === 'bt709' ? 'bt709' : 'smpte170m';
  const filters = [
    // Limited range is what every player reads right.
    `scale=in_range=${isYuv && first.range === 'limited' ? 'tv' : 'pc'}:out_range=tv:in_color_matrix=${space}:out_color_matrix=${space}:flags=bicubic+accurate_rnd+full_chroma_inp`,
    'format=yuv420p',
    // H.264 of 4:2:0 has even sides.
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
  ];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-xerror'],
    ...['-protocol_whitelist', 'pipe', '-f', 'matroska', '-i', 'pipe:0'],
    ...['-map', '0:v:0', '-vf', filters.join(',')],
    // Each frame once, at its own time: without B-frames the times of a file with varying intervals are exact.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:60000'],
    ...['-c:v', codec, ...(codec === 'libx264' ? ['-preset', 'veryfast', '-crf', '20', '-bf', '0'] : [])],
    ...(codec === 'mpeg4' ? ['-q:v', '3'] : []),
    ...['-colorspace', tag, '-color_primaries', tag, '-color_trc', tag, '-color_range', 'tv'],
    ...(container === 'matroska' ? [] : ['-video_track_timescale', '60000', '-movflags', '+faststart']),
    ...['-f', container, '-y', `file:${path}`],
  ];
}
