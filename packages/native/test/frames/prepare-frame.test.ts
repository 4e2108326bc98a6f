// What preparing writes: formats, layouts, colours, parts. That resize is OpenCV's, and that fast paths are the reference, is
// tested in C++ (resize_test.cc, prepare_test.cc).
import { readFileSync } from 'node:fs';
import { float32ToFloat16 } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { type FrameImage, prepareFrame, type TargetFormat } from '../../lib/frames/index.js';
import { packed, whole, yuv } from './support/pictures.js';

const arrays = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array };

/** The whole picture, over the whole target. */
async function prepared(
  image: FrameImage,
  format: Partial<TargetFormat> & Pick<TargetFormat, 'type' | 'layout'>,
): Promise<number[]> {
  const { width, height } = image;
  const target = { width, height, ...format };
  const elements =
    target.width * target.height * (target.layout === 'nv12' ? 1.5 : target.channels === 'gray' ? 1 : 3);
  const data = new arrays[target.type](elements);
  await prepareFrame(image, target, [{ source: whole(image), content: whole(target), data }]);
  return [...data];
}

const red = [200, 10, 30];
const blue = [5, 20, 250];
const pixels = [...red, ...blue];

describe('elements and layouts', () => {
  const image = packed('rgb24', 2, pixels);

  it('are planes for NCHW and pixels for NHWC', async () => {
    expect(await prepared(image, { type: 'uint8', layout: 'nhwc' })).toEqual(pixels);
    expect(await prepared(image, { type: 'uint8', layout: 'nchw' })).toEqual([200, 5, 10, 20, 30, 250]);
  });

  it('are in the order of the model, whatever that of the picture', async () => {
    const bgr = [30, 10, 200, 250, 20, 5];
    expect(await prepared(image, { type: 'uint8', layout: 'nhwc', channels: 'bgr' })).toEqual(bgr);
    expect(await prepared(packed('bgr24', 2, bgr), { type: 'uint8', layout: 'nhwc' })).toEqual(pixels);
    const gray = packed('gray', 2, [7, 9]);
    expect(await prepared(gray, { type: 'uint8', layout: 'nhwc' })).toEqual([7, 7, 7, 9, 9, 9]);
  });

  it('are (sample − mean) · scale in float32, by channel of the target', async () => {
    const mean = [103.53, 116.28, 123.675] as const;
    const scale = [0.0174, 0.0175, 0.0171] as const;
    const f = Math.fround;
    const bgr = [30, 10, 200, 250, 20, 5];
    const expected = bgr.map((sample, i) => f(f(sample - f(mean[i % 3] ?? 0)) * f(scale[i % 3] ?? 0)));
    const format = { layout: 'nhwc', channels: 'bgr', mean, scale } as const;
    expect(await prepared(image, { type: 'float32', ...format })).toEqual(expected);
    expect(await prepared(image, { type: 'float16', ...format })).toEqual([
      ...float32ToFloat16(Float32Array.from(expected)),
    ]);
    const same = await prepared(image, { type: 'float32', layout: 'nchw', scale: 1 / 255 });
    expect(same).toEqual([200, 5, 10, 20, 30, 250].map((sample) => f(sample * f(1 / 255))));
  });
});

describe('colours', () => {
  // By the definition of each standard, rounded to 8 bits.
  it.each([
    ['bt601', 'limited', [82, 90, 240], [145, 54, 34], [41, 240, 110]],
    ['bt601', 'full', [76, 85, 255], [150, 44, 21], [29, 255, 107]],
    ['bt709', 'limited', [63, 102, 240], [173, 42, 26], [32, 240, 118]],
    ['bt709', 'full', [54, 99, 255], [182, 30, 12], [18, 255, 116]],
  ] as const)('%s %s: red, green and blue are themselves', async (space, range, r, g, b) => {
    for (const format of ['yuv420p', 'nv12'] as const) {
      for (const [i, primary] of [r, g, b].entries()) {
        const rgb = await prepared(yuv(format, primary, space, range), { type: 'uint8', layout: 'nhwc' });
        expect(rgb).toEqual(Array.from({ length: 16 }, () => rgb.slice(0, 3)).flat());
        for (const [c, sample] of rgb.slice(0, 3).entries()) {
          expect(Math.abs(sample - (c === i ? 255 : 0))).toBeLessThanOrEqual(2);
        }
      }
      const [black, white] = range === 'limited' ? [16, 235] : [0, 255];
      const of = (y: number) =>
        prepared(yuv(format, [y, 128, 128], space, range), { type: 'uint8', layout: 'nhwc' });
      expect(new Set(await of(black))).toEqual(new Set([0]));
      expect(new Set(await of(white))).toEqual(new Set([255]));
    }
  });

  it('stay Y, U, V for NV12 without a matrix, and with that of the picture', async () => {
    const image = yuv('yuv420p', [90, 60, 200], 'bt709', 'limited');
    const expected = [...new Array(16).fill(90), 60, 200, 60, 200, 60, 200, 60, 200];
    expect(await prepared(image, { type: 'uint8', layout: 'nv12' })).toEqual(expected);
    expect(await prepared(image, { type: 'uint8', layout: 'nv12', matrix: 'bt709-limited' })).toEqual(
      expected,
    );
  });

  it('become those of the matrix for NV12: BT.709 of limited range in BT.601 of full range', async () => {
    const image = yuv('nv12', [63, 102, 240], 'bt709', 'limited');
    const [y = 0, ...rest] = await prepared(image, { type: 'uint8', layout: 'nv12', matrix: 'bt601-full' });
    const [u = 0, v = 0] = rest.slice(15);
    expect(Math.abs(y - 76)).toBeLessThanOrEqual(1);
    expect(Math.abs(u - 85)).toBeLessThanOrEqual(1);
    expect(Math.abs(v - 255)).toBeLessThanOrEqual(1);
    const gray = await prepared(packed('gray', 2, [0, 255, 0, 255]), { type: 'uint8', layout: 'nv12' });
    expect(gray).toEqual([0, 255, 0, 255, 128, 128]);
  });

  // The numbers of the field's AIPP files: full-range BT.601.
  const matrix = { coefficients: [256, 0, 359, 256, -88, -183, 256, 454, 0], bias: [0, 128, 128] };

  it('are exactly those of AIPP for samples of its matrix', async () => {
    for (const [y, u, v] of [
      [0, 0, 0],
      [81, 90, 240],
      [145, 54, 34],
      [200, 129, 127],
      [255, 255, 255],
    ] as const) {
      const rgb = await prepared(yuv('nv12', [y, u, v], 'bt601', 'full'), {
        type: 'uint8',
        layout: 'nhwc',
        matrix,
      });
      const byAipp = [0, 3, 6].map((row) => {
        const [a = 0, b = 0, c = 0] = matrix.coefficients.slice(row);
        return Math.min(255, Math.max(0, (a * y + b * (u - 128) + c * (v - 128)) >> 8));
      });
      expect(rgb.slice(0, 3)).toEqual(byAipp);
    }
  });

  it('of other samples are right all the same', async () => {
    const image = yuv('nv12', [63, 102, 240], 'bt709', 'limited');
    const rgb = await prepared(image, { type: 'uint8', layout: 'nhwc', matrix });
    expect(rgb.slice(0, 3)).toEqual([255, 1, 0]);
    expect(rgb).toEqual(await prepared(image, { type: 'uint8', layout: 'nhwc' }));
  });
});

describe('gray', () => {
  const gray = { type: 'uint8', layout: 'nhwc', channels: 'gray' } as const;
  // (9798R + 19235G + 3735B + 16384) >> 15
  const [ofRed, ofBlue] = [69, 42];

  it('is of R, G, B, whatever their order, in one channel of either layout', async () => {
    for (const image of [packed('rgb24', 2, pixels), packed('bgr24', 2, [30, 10, 200, 250, 20, 5])]) {
      for (const layout of ['nhwc', 'nchw'] as const) {
        expect(await prepared(image, { ...gray, layout })).toEqual([ofRed, ofBlue]);
      }
    }
    expect(await prepared(packed('gray', 2, [7, 9]), gray)).toEqual([7, 9]);
  });

  it.each([
    ['limited', [0, 16, 17, 126, 234, 235, 255], [0, 0, 1, 128, 254, 255, 255]],
    ['full', [0, 16, 17, 126, 234, 235, 255], [0, 16, 17, 126, 234, 235, 255]],
  ] as const)('is Y of Y, U, V, brought from %s to full range', async (range, luma, expected) => {
    for (const format of ['yuv420p', 'nv12'] as const) {
      const image = yuv(format, [0, 30, 220], 'bt709', range, [luma.length, 1]);
      image.planes[0]?.set(luma);
      expect(await prepared(image, gray)).toEqual(expected);
    }
  });

  it('is normalised, and filled with the gray of the filling colour', async () => {
    const format = { ...gray, type: 'float32', width: 2, height: 1, mean: 20, scale: 0.5 } as const;
    const content = { left: 1, top: 0, width: 1, height: 1 };
    const data = new Float32Array(2);
    await prepareFrame(packed('rgb24', 1, red), { ...format, fill: [5, 20, 250] }, [
      { source: { left: 0, top: 0, width: 1, height: 1 }, content, data },
    ]);
    expect([...data]).toEqual([(ofBlue - 20) / 2, (ofRed - 20) / 2]);
  });
});

describe('parts', () => {
  it('are crops of one picture, each with its own target', async () => {
    const image = packed(
      'gray',
      4,
      Array.from({ length: 16 }, (_, i) => 10 * i),
    );
    const format = { type: 'uint8', layout: 'nchw', width: 2, height: 1 } as const;
    const crops = [0, 1, 2].map((left) => ({
      source: { left, top: left, width: 2, height: 1 },
      content: whole(format),
      data: new Uint8Array(6),
    }));
    await prepareFrame(image, format, crops);
    expect(crops.map(({ data }) => [...data])).toEqual([
      [0, 10, 0, 10, 0, 10],
      [50, 60, 50, 60, 50, 60],
      [100, 110, 100, 110, 100, 110],
    ]);
  });

  it('lie on what is filled', async () => {
    const image = packed('rgb24', 1, red);
    const format = { type: 'float32', layout: 'nchw', width: 3, height: 2, fill: [1, 2, 3] } as const;
    const content = { left: 1, top: 1, width: 1, height: 1 };
    const data = new Float32Array(18);
    await prepareFrame(image, format, [{ source: whole(image), content, data }]);
    expect([...data]).toEqual([1, 1, 1, 1, 200, 1, 2, 2, 2, 2, 10, 2, 3, 3, 3, 3, 30, 3]);
  });

  it('are filled with gray of 114 by default, in NV12 too', async () => {
    const image = packed('gray', 2, [0, 0, 0, 0]);
    const format = { type: 'uint8', layout: 'nv12', width: 4, height: 2 } as const;
    const content = { left: 2, top: 0, width: 2, height: 2 };
    const data = new Uint8Array(12);
    await prepareFrame(image, format, [{ source: whole(image), content, data }]);
    expect([...data]).toEqual([114, 114, 0, 0, 114, 114, 0, 0, 128, 128, 128, 128]);
  });

  it('may be none', async () => {
    await prepareFrame(packed('gray', 1, [0]), { type: 'uint8', layout: 'nchw', width: 1, height: 1 }, []);
  });
});

// C++ holds the whole table; this holds the way from TypeScript to it.
it('resizes as OpenCV does', async () => {
  const table = readFileSync(new URL('opencv-resize.txt', import.meta.url), 'utf8');
  const rows = table.split('\n').filter((line) => line.startsWith('3 '));
  expect(rows).toHaveLength(58);
  for (const row of rows) {
    const [channels = 0, width = 0, height = 0, columns = 0, lines = 0] = row.split(' ').map(Number);
    const samples = new Uint8Array(width * height * channels);
    let state = 1 + channels * 7 + width * 65537 + height * 257;
    for (let i = 0; i < samples.length; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      samples[i] = state >>> 24;
    }
    const format = { type: 'uint8', layout: 'nhwc', width: columns, height: lines } as const;
    const first = row.split(' ').slice(6).map(Number);
    expect((await prepared(packed('rgb24', width, samples), format)).slice(0, first.length)).toEqual(first);
  }
});
