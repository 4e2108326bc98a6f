import { createRequire } from 'node:module';
import { ffmpegEncoder } from './ffmpeg-encoder.js';
import { nodeAvEncoder } from './node-av-encoder.js';
import type { VideoEncoder, VideoFormat } from './video-encoder.js';

/** The encoder of the library that decodes; for `auto` node-av if it is installed, else the ffmpeg program. */
export async function openEncoder(
  path: string,
  format: VideoFormat,
  decoder: 'auto' | 'node-av' | 'ffmpeg' = 'auto',
): Promise<VideoEncoder> {
  const byNodeAv = decoder === 'node-av' || (decoder === 'auto' && isInstalled());
  return byNodeAv ? await nodeAvEncoder(path, format) : ffmpegEncoder(path, format);
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('node-av');
    return true;
  } catch {
    return false;
  }
}
