// The command line of the ffmpeg program: an array, which no shell reads. Input options stand before -i.

import type { JobSettings } from '../decode-job.js';
import { formatWhitelist } from '../format-whitelist.js';
import { isJpegFile } from '../is-jpeg-file.js';
import { maxPixels } from '../max-pixels.js';

/** @returns the arguments; the program writes raw pictures to its standard output, and what each is to standard error */
export function ffmpegArguments(job: JobSettings): string[] {
  const { live, threads, corrupt, maxFrameBytes } = job;
  const flags = `${live ? '+low_delay' : ''}${corrupt === 'drop' ? '' : '+output_corrupt'}`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info'],
    ...['-threads', String(live ? 1 : threads), '-max_pixels', String(maxPixels(maxFrameBytes))],
    ...(live ? ['-fflags', 'nobuffer'] : []),
    // Of several options `-flags` ffmpeg takes the last alone.
    ...(flags === '' ? [] : ['-flags:v', flags]),
    ...inputArguments(job),
    ...['-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', 'format=pix_fmts=yuv420p|yuvj420p|nv12|gray|rgb24|bgr24,showinfo=checksum=0'],
    // A picture is written at once, and not in blocks of 32 KiB: that wakes the reader less often.
    ...['-fps_mode', 'passthrough', '-autoscale', '0', '-avioflags', 'direct', '-f', 'rawvideo', 'pipe:1'],
  ];
}

function inputArguments({ input, openTimeout }: JobSettings): string[] {
  const allow = (protocols: string, formats: string) => [
    ...['-protocol_whitelist', protocols, '-format_whitelist', formats],
  ];
  const timeout = ['-timeout', String(openTimeout * 1000)];
  switch (input.kind) {
    case 'file':
      return [
        ...allow('file', formatWhitelist),
        ...(isJpegFile(input.path) ? ['-f', 'jpeg_pipe'] : []),
        ...['-i', `file:${input.path}`],
      ];
    case 'sequence':
      return [
        ...allow('file', 'image2'),
        ...[
          '-f',
          'image2',
          '-pattern_type',
          'sequence',
          '-framerate',
          String(input.fps),
          '-start_number',
          String(input.first),
        ],
        ...['-i', `file:${input.pattern}`],
      ];
    case 'http':
      return [...allow('http,https,tls,tcp', `mpjpeg,${formatWhitelist}`), ...timeout, '-i', input.url];
    case 'rtsp':
      return [
        ...allow('rtsp,rtp,udp,tcp,tls', 'rtsp'),
        ...['-rtsp_transport', input.transport, ...timeout],
        ...['-i', input.url],
      ];
    case 'device':
      return [...allow('file', 'v4l2,video4linux2'), '-f', 'v4l2', '-i', input.path];
  }
}
