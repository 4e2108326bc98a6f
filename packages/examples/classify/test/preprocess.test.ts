import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { decodePixels } from '../src/preprocess/decode-pixels.js';
import { normalise } from '../src/preprocess/normalise.js';
import { presets } from '../src/preprocess/preset.js';

/** A picture whose pixel at x, y is `at(x, y)`. */
function drawn(width: number, height: number, channels: 1 | 3 | 4, at: (x: number, y: number) => number[]) {
  const pixels = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => at(Math.floor(i / channels) % width, Math.floor(i / channels / width))[i % channels] as number,
  );
  return sharp(pixels, { raw: { width, height, channels } });
}

const pixel = async (picture: Uint8Array) => [...(await decodePixels(picture, { resize: 1, size: 1 }))];

describe('decodePixels', () => {
  it('leaves the pixels of a picture of the right size as they are', async () => {
    const picture = await drawn(2, 2, 3, (x, y) => [10 * x, 100 + y, 255])
      .png()
      .toBuffer();
    const pixels = await decodePixels(picture, { resize: 2, size: 2 });
    expect([...pixels]).toEqual([0, 100, 255, 10, 100, 255, 0, 101, 255, 10, 101, 255]);
  });

  it('cuts the square out of the middle, lying and standing', async () => {
    const lying = await drawn(6, 2, 3, (x) => [x, 0, 0])
      .png()
      .toBuffer();
    const standing = await drawn(2, 6, 3, (_, y) => [y, 0, 0])
      .png()
      .toBuffer();
    const red = (pixels: Uint8Array) => [...pixels].filter((_, i) => i % 3 === 0);
    expect(red(await decodePixels(lying, { resize: 2, size: 2 }))).toEqual([2, 3, 2, 3]);
    expect(red(await decodePixels(standing, { resize: 2, size: 2 }))).toEqual([2, 2, 3, 3]);
  });

  it('scales the short side before it cuts, with a triangle filter', async () => {
    const halves = await drawn(16, 8, 3, (x) => (x < 8 ? [200, 0, 0] : [0, 0, 100]))
      .png()
      .toBuffer();
    const pixels = await decodePixels(halves, { resize: 4, size: 2 });
    // Reduced by 4, each pixel gathers 8, and of those beside the edge an eighth of the weight lies beyond it.
    const expected = [200 * 0.875, 0, 100 * 0.125, 200 * 0.125, 0, 100 * 0.875];
    pixels.subarray(0, 6).forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThanOrEqual(1);
    });
    expect(pixels).toHaveLength(2 * 2 * 3);
  });

  it('makes pictures larger where they are too small', async () => {
    const picture = await drawn(1, 1, 3, () => [1, 2, 3])
      .png()
      .toBuffer();
    expect([...(await decodePixels(picture, { resize: 3, size: 2 }))]).toEqual(
      Array(4).fill([1, 2, 3]).flat(),
    );
  });

  it('never cuts beyond a picture that is very long', async () => {
    const picture = await drawn(1000, 3, 3, () => [9, 9, 9])
      .png()
      .toBuffer();
    expect(await decodePixels(picture, { resize: 64, size: 64 })).toHaveLength(64 * 64 * 3);
  });

  it('takes grey, 16-bit, palette and CMYK pictures for red, green and blue', async () => {
    const grey = drawn(1, 1, 1, () => [128]);
    expect(await pixel(await grey.clone().toColourspace('b-w').png().toBuffer())).toEqual([128, 128, 128]);
    expect(await pixel(await grey.clone().toColourspace('rgb16').png().toBuffer())).toEqual([128, 128, 128]);
    const red = drawn(1, 1, 3, () => [255, 0, 0]);
    expect(await pixel(await red.clone().png({ palette: true }).toBuffer())).toEqual([255, 0, 0]);
    const cmyk = await pixel(await red.clone().toColourspace('cmyk').jpeg().toBuffer());
    expect(cmyk).toHaveLength(3);
    expect(cmyk[0]).toBeGreaterThan(150);
  });

  it('lays what is transparent over white', async () => {
    const picture = drawn(1, 1, 4, () => [0, 0, 0, 0]);
    expect(await pixel(await picture.clone().png().toBuffer())).toEqual([255, 255, 255]);
    expect(await pixel(await picture.clone().webp({ lossless: true }).toBuffer())).toEqual([255, 255, 255]);
  });

  it('turns a picture upright as its EXIF says', async () => {
    const picture = drawn(2, 1, 3, (x) => [100 * x, 0, 0])
      .png()
      .withMetadata({ orientation: 3 });
    const pixels = await decodePixels(await picture.toBuffer(), { resize: 1, size: 1 });
    const upright = await drawn(2, 1, 3, (x) => [100 - 100 * x, 0, 0])
      .png()
      .toBuffer();
    expect([...pixels]).toEqual([...(await decodePixels(upright, { resize: 1, size: 1 }))]);
  });

  it('refuses other formats, whatever the file is called', async () => {
    const gif = await drawn(2, 2, 3, () => [0, 0, 0])
      .gif()
      .toBuffer();
    await expect(decodePixels(gif, presets.shapes)).rejects.toThrow(
      'expected JPEG, PNG, WebP but received gif',
    );
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(decodePixels(svg, presets.shapes)).rejects.toThrow(
      'expected JPEG, PNG, WebP but received svg',
    );
  });

  it('refuses a picture that ends too early', async () => {
    const noise = await drawn(64, 64, 3, (x, y) => [x * 3, y * 3, (x * y) % 251])
      .jpeg()
      .toBuffer();
    await expect(decodePixels(noise.subarray(0, noise.length / 2), presets.shapes)).rejects.toThrow();
    await expect(decodePixels(Buffer.from('no picture'), presets.shapes)).rejects.toThrow(
      'unsupported image format',
    );
  });
});

describe('normalise', () => {
  it('makes one plane per channel of (value / 255 - mean) / std', () => {
    const values = normalise(Uint8Array.of(0, 51, 255, 255, 102, 0), {
      mean: [0, 0.5, 0.25],
      std: [1, 0.5, 0.125],
    });
    const expected = [0, 1, (0.2 - 0.5) / 0.5, (0.4 - 0.5) / 0.5, (1 - 0.25) / 0.125, -0.25 / 0.125];
    expect([...values]).toEqual([...Float32Array.from(expected)]);
  });

  it('gives what ImageNet models are trained with for black and white', () => {
    const values = normalise(Uint8Array.of(0, 0, 0, 255, 255, 255), presets.imagenet);
    const expected = [
      -0.485 / 0.229,
      0.515 / 0.229,
      -0.456 / 0.224,
      0.544 / 0.224,
      -0.406 / 0.225,
      0.594 / 0.225,
    ];
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 6);
    });
  });
});
