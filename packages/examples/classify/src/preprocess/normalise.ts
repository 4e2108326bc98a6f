import type { Preprocessing } from './preset.js';

/**
 * Makes the input of a model from pixels (row by row, red, green, blue): one plane per channel, each value
 * `(value / 255 - mean) / std`.
 */
export function normalise(
  pixels: Uint8Array,
  { mean, std }: Pick<Preprocessing, 'mean' | 'std'>,
): Float32Array<ArrayBuffer> {
  const plane = pixels.length / 3;
  const values = new Float32Array(pixels.length);
  for (const channel of [0, 1, 2] as const) {
    const offset = channel * plane;
    // A value of a pixel is one of 256: a table saves two divisions for each.
    const table = Float32Array.from({ length: 256 }, (_, v) => (v / 255 - mean[channel]) / std[channel]);
    for (let i = 0; i < plane; i++) values[offset + i] = table[pixels[3 * i + channel] as number] as number;
  }
  return values;
}
