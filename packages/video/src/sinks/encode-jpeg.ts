import { VideoError } from '../errors/video-error.js';

/** The part of sharp that is used. It is declared here, because sharp is an optional peer. */
type Sharp = (
  data: Uint8Array,
  options: { readonly raw: { readonly width: number; readonly height: number; readonly channels: 3 } },
) => { jpeg(options: { readonly quality: number }): { toBuffer(): Promise<Buffer> } };

/**
 * Encodes a picture of R, G, B, on libuv's threads.
 *
 * @throws VideoError ERR_VIDEO_ENCODER if sharp is not installed, ERR_VIDEO_WRITE if it cannot encode the picture
 */
export async function encodeJpeg(
  data: Uint8Array,
  width: number,
  height: number,
  quality: number,
): Promise<Buffer> {
  // A variable, so that no compiler looks for the package.
  const name = 'sharp';
  let sharp: Sharp;
  try {
    sharp = (await import(name)).default as Sharp;
  } catch (cause) {
    const message = 'sharp cannot be loaded, which encodes pictures as JPEG. Install it: npm install sharp.';
    throw new VideoError('ERR_VIDEO_ENCODER', message, { cause });
  }
  try {
    return await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
  } catch (cause) {
    throw new VideoError('ERR_VIDEO_WRITE', `A picture cannot be encoded: ${(cause as Error).message}.`, {
      cause,
    });
  }
}
