import sharp from 'sharp';
import { PictureTooLarge } from './picture-too-large.js';
import type { Preprocessing } from './preset.js';

const formats = new Map([
  ['jpeg', 'JPEG'],
  ['png', 'PNG'],
  ['webp', 'WebP'],
]);

/**
 * Decodes a picture: turned upright as its EXIF says, transparency over white, the short side scaled to `resize`, and a
 * square of `size` cut out of the middle. Runs on libuv's threads.
 *
 * The content decides what format a file has, not its name.
 *
 * @param picture a path, or the bytes of a file
 * @param maxPixels how large a picture may be, width times height. A small file can have very many pixels, which take memory
 *   when they are decoded. Default: the limit of sharp, 268 million
 * @throws PictureTooLarge, before anything is decoded; Error if the picture cannot be read
 * @return `size * size` pixels, row by row, red, green, blue
 */
export async function decodePixels(
  picture: string | Uint8Array,
  { resize, size }: Pick<Preprocessing, 'resize' | 'size'>,
  maxPixels = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const image = sharp(picture);
  const { format, autoOrient } = await image.metadata();
  if (!formats.has(format))
    throw new Error(`expected ${[...formats.values()].join(', ')} but received ${format}`);
  if (autoOrient.width * autoOrient.height > maxPixels) throw new PictureTooLarge(autoOrient, maxPixels);
  const scale = resize / Math.min(autoOrient.width, autoOrient.height);
  const width = Math.max(size, Math.round(autoOrient.width * scale));
  const height = Math.max(size, Math.round(autoOrient.height * scale));
  return await image
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .extract({
      left: Math.round((width - size) / 2),
      top: Math.round((height - size) / 2),
      width: size,
      height: size,
    })
    .raw({ depth: 'uchar' })
    .toBuffer();
}
