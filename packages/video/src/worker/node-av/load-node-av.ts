import { VideoError } from '../../errors/video-error.js';
import type { AvConstants, AvLibrary, NodeAv } from './node-av.js';

/** Loads node-av in this thread. Throws ERR_VIDEO_DECODER if it is not installed, or not for this machine. */
export async function loadNodeAv(): Promise<NodeAv> {
  // The names are variables, so that no compiler looks for the package.
  const names = ['node-av/lib', 'node-av/constants'];
  try {
    const [lib, constants] = await Promise.all(names.map((name) => import(name)));
    const loaded: NodeAv = { lib: lib as AvLibrary, constants: constants as AvConstants };
    // FFmpeg writes to stderr otherwise; errors come back as codes.
    loaded.lib.Log.setLevel(constant(loaded, 'AV_LOG_QUIET'));
    return loaded;
  } catch (error) {
    throw new VideoError(
      'ERR_VIDEO_DECODER',
      "node-av cannot be loaded. Install it (npm install node-av), or use the ffmpeg program (decoder: 'ffmpeg').",
      { cause: error },
    );
  }
}

/** A constant of FFmpeg by its name. */
export function constant({ constants }: NodeAv, name: string): number {
  const value = constants[name];
  if (typeof value !== 'number')
    throw new VideoError('ERR_VIDEO_DECODER', `This version of node-av has no constant ${name}.`);
  return value;
}
