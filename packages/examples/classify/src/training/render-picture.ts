import sharp from 'sharp';
import { drawPicture } from './draw-picture.js';
import { type Label, labels } from './outlines.js';
import { Random } from './random.js';

export type PictureFormat = 'jpeg' | 'png' | 'webp';

/** A rendered picture as the bytes of a file, and what it shows. */
export interface RenderedPicture {
  readonly label: Label;
  readonly format: PictureFormat;
  readonly bytes: Buffer;
}

/** Seeds of the picture sets. No two sets have a picture in common. */
export const pictureSets = { train: 1, validation: 2, heldOut: 3, test: 4, samples: 5 } as const;

export type PictureSet = keyof typeof pictureSets;

/** Fixed values for properties that the seed would choose otherwise. */
export interface RenderOptions {
  readonly width?: number;
  readonly height?: number;
  readonly format?: PictureFormat;
}

// A table, because a new Gaussian number per pixel and channel would cost more than the rest of the rendering.
const noiseTable = (() => {
  const random = new Random(0);
  return Float32Array.from({ length: 65536 }, () => random.normal());
})();

/**
 * Renders picture `index` of a set: drawn, blurred, made noisy, compressed. The same set and index
 * give the same picture. The label is the index modulo the number of labels.
 */
export async function renderPicture(
  set: PictureSet,
  index: number,
  options: RenderOptions = {},
): Promise<RenderedPicture> {
  const random = new Random(pictureSets[set], index);
  const label = labels[index % labels.length] as Label;
  const short = Math.round(80 * 4.5 ** random.between(0, 1));
  const aspect = random.pick([1, 1, 4 / 3, 4 / 3, 3 / 2, 16 / 9, 3 / 4, 2 / 3]);
  const width = options.width ?? Math.round(short * Math.max(1, aspect));
  const height = options.height ?? Math.round(short / Math.min(1, aspect));
  const format = options.format ?? random.pick(['jpeg', 'jpeg', 'png', 'webp'] as const);

  const drawing = sharp(Buffer.from(drawPicture(random, label, width, height))).removeAlpha();
  if (random.chance(0.3)) drawing.blur(0.3 + (Math.min(width, height) / 64) * random.between(0, 0.9));
  const pixels = await drawing.raw().toBuffer();
  if (random.chance(0.6)) addNoise(random, pixels, random.between(2, 26));

  const noisy = sharp(pixels, { raw: { width, height, channels: 3 } });
  const quality = random.below(70) + 25;
  if (format === 'jpeg') noisy.jpeg({ quality });
  else if (format === 'webp') noisy.webp({ quality });
  else noisy.png({ compressionLevel: 4 });
  return { label, format, bytes: await noisy.toBuffer() };
}

function addNoise(random: Random, pixels: Uint8Array, deviation: number): void {
  const step = random.below(16384) * 2 + 1;
  let at = random.below(65536);
  for (let i = 0; i < pixels.length; i++) {
    at = (at + step) & 65535;
    const value = Math.round((pixels[i] as number) + deviation * (noiseTable[at] as number));
    pixels[i] = Math.min(255, Math.max(0, value));
  }
}
