import { VideoError } from '../errors/video-error.js';

/** The part of sharp that is used. It is declared here, because sharp is an optional peer. */
export type Sharp = (path: string, options: { limitInputPixels: number }) => SharpPicture;

interface SharpPicture {
  metadata(): Promise<{ format?: string }>;
  rotate(): SharpPicture;
  toColourspace(name: string): SharpPicture;
  removeAlpha(): SharpPicture;
  raw(): SharpPicture;
  toBuffer(options: { resolveWithObject: true }): Promise<{
    data: Buffer;
    info: { width: number; height: number; channels: number };
  }>;
}

/** Loads sharp. Throws ERR_VIDEO_DECODER if it is not installed, or not for this machine. */
export async function loadSharp(): Promise<Sharp> {
  // A variable, so that no compiler looks for the package.
  const name = 'sharp';
  try {
    return (await import(name)).default as Sharp;
  } catch (error) {
    const message = 'sharp cannot be loaded, which decodes pictures. Install it: npm install sharp.';
    throw new VideoError('ERR_VIDEO_DECODER', message, { cause: error });
  }
}
