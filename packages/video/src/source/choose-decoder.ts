import { createRequire } from 'node:module';
import type { VideoSettings } from './video-settings.js';

/** Who decodes, for `'auto'`: node-av if it is installed and can read the input, else the ffmpeg program. */
export function chooseDecoder(
  settings: Pick<VideoSettings, 'decoder' | 'input' | 'live'>,
): 'node-av' | 'ffmpeg' {
  const { decoder, input, live } = settings;
  if (decoder !== 'auto') return decoder;
  if (input.kind === 'device' || (input.kind === 'http' && !live)) return 'ffmpeg';
  return isInstalled() ? 'node-av' : 'ffmpeg';
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('node-av');
    return true;
  } catch {
    return false;
  }
}
