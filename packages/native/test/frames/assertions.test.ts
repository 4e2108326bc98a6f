// What is said of pictures, targets and parts that do not fit.
import { describe, expect, it } from '@jest/globals';
import {
  type FrameImage,
  type PicturePart,
  prepareFrame,
  type TargetFormat,
} from '../../lib/frames/index.js';
import { whole, yuv } from './support/pictures.js';

const image = yuv('yuv420p', [1, 2, 3], 'bt601', 'limited', [5, 3]);
const format: TargetFormat = { type: 'float32', layout: 'nchw', width: 4, height: 2 };
const part: PicturePart = { source: whole(image), content: whole(format), data: new Float32Array(24) };

const messageOf = (images: object, formats: object, parts: object) =>
  prepareFrame({ ...image, ...images } as FrameImage, { ...format, ...formats } as TargetFormat, [
    part,
    { ...part, ...parts },
  ]).then(
    () => 'prepared',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('a picture', () => {
  it.each([
    [
      { pixelFormat: 'yuv422p' },
      "TypeError: Expected one of 'yuv420p', 'nv12', 'rgb24', 'bgr24', 'gray' for `pixelFormat` but received 'yuv422p'",
    ],
    [
      { colorSpace: 'bt2020' },
      "TypeError: Expected one of 'bt601', 'bt709' for `colorSpace` but received 'bt2020'",
    ],
    [{ range: 'tv' }, "TypeError: Expected one of 'limited', 'full' for `range` but received 'tv'"],
    [{ width: 0 }, 'RangeError: Expected an integer from 1 to 32768 for `width` but received 0'],
    [{ height: Number.NaN }, 'RangeError: Expected an integer from 1 to 32768 for `height` but received NaN'],
    [
      { planes: image.planes.slice(1) },
      'TypeError: Expected 3 planes of yuv420p for `planes` but received an array of 2',
    ],
    [
      { strides: [5, 3] },
      'TypeError: Expected 3 strides of yuv420p for `strides` but received an array of 2',
    ],
    [
      { strides: [4, 3, 3] },
      'RangeError: Expected an integer at least 5 bytes of a row for `strides[0]` but received 4',
    ],
    [
      { strides: [5, 3, 2.5] },
      'RangeError: Expected an integer at least 3 bytes of a row for `strides[2]` but received 2.5',
    ],
    [
      { strides: [6, 3, 3] },
      'RangeError: Expected at least 17 bytes (3 rows of 6 bytes, the last one of 5) for `planes[0]` but received Uint8Array of 15 bytes',
    ],
    [
      { planes: [image.planes[0], new Uint8Array(5), image.planes[2]] },
      'RangeError: Expected at least 6 bytes (2 rows of 3 bytes, the last one of 3) for `planes[1]` but received Uint8Array of 5 bytes',
    ],
    [
      { planes: [image.planes[0], new Float32Array(6), image.planes[2]] },
      'TypeError: Expected a Uint8Array for `planes[1]` but received Float32Array of 24 bytes',
    ],
  ])('%#', async (change, message) => {
    expect(await messageOf(change, {}, {})).toBe(message);
  });
});

describe('a target', () => {
  it.each([
    [
      { type: 'int8' },
      "TypeError: Expected one of 'float32', 'float16', 'uint8' for `type` but received 'int8'",
    ],
    [
      { layout: 'nc4hw4' },
      "TypeError: Expected one of 'nchw', 'nhwc', 'nv12' for `layout` but received 'nc4hw4'",
    ],
    [
      { channels: 'gbr' },
      "TypeError: Expected one of 'rgb', 'bgr', 'gray' for `channels` but received 'gbr'",
    ],
    [
      { channels: 'gray', type: 'uint8', layout: 'nv12' },
      "RangeError: Expected 'nchw' or 'nhwc', which gray may have, for `layout` but received 'nv12'",
    ],
    [
      { channels: 'gray', matrix: 'bt601-full' },
      "RangeError: Expected no matrix, since gray has no colours, for `matrix` but received 'bt601-full'",
    ],
    [
      { channels: 'gray', mean: [1, 2, 3] },
      'TypeError: Expected one number, since gray has one channel, for `mean` but received an array of 3',
    ],
    [
      { channels: 'gray' },
      'RangeError: Expected 8 elements (gray nchw of 4×2) for `parts[0].data` but received 24',
    ],
    [{ width: 40_000 }, 'RangeError: Expected an integer from 1 to 32768 for `width` but received 40000'],
    [{ layout: 'nv12' }, "TypeError: Expected 'uint8', which NV12 is of, for `type` but received 'float32'"],
    [
      { layout: 'nv12', type: 'uint8', width: 3 },
      'RangeError: Expected an even number, for NV12, for `width` but received 3',
    ],
    [
      { mean: [1, 2] },
      'TypeError: Expected a finite number, or one for each of three channels, for `mean` but received an array of 2',
    ],
    [
      { scale: Number.NaN },
      'TypeError: Expected a finite number, or one for each of three channels, for `scale` but received NaN',
    ],
    [
      { type: 'uint8', scale: 1 / 255 },
      `RangeError: Expected 1, since elements of uint8 are samples as they are, for \`scale\` but received ${1 / 255}`,
    ],
    [{ fill: [114] }, 'TypeError: Expected red, green and blue for `fill` but received an array of 1'],
    [{ fill: [0, 256, 0] }, 'RangeError: Expected an integer from 0 to 255 for `fill[1]` but received 256'],
    [
      { matrix: 'bt2020-full' },
      "TypeError: Expected one of 'bt601-limited', 'bt601-full', 'bt709-limited', 'bt709-full', or coefficients of an AIPP file for `matrix` but received 'bt2020-full'",
    ],
    [
      { matrix: { coefficients: [256], bias: [0, 128, 128] } },
      'TypeError: Expected nine coefficients for `matrix.coefficients` but received an array of 1',
    ],
    [
      { matrix: { coefficients: [256, 0, 0, 0, 256, 0, 0, 0, 256], bias: [0, 0, 0] } },
      "RangeError: Expected a matrix of BT.601 or BT.709, of limited or full range, for `matrix` but received '256, 0, 0, 0, 256, 0, 0, 0, 256 with bias 0, 0, 0'",
    ],
    [{ means: 1 }, 'TypeError: TargetFormat has no option `means`: did you mean `mean`?'],
  ])('%#', async (change, message) => {
    expect(await messageOf({}, change, {})).toBe(message);
  });
});

describe('a part', () => {
  it.each([
    [
      { source: { ...whole(image), width: 6 } },
      'RangeError: Expected an integer from 1 to 5, the width of the picture for `parts[1].source.width` but received 6',
    ],
    [
      { source: { ...whole(image), left: 1 } },
      'RangeError: Expected an integer from 0 to 0, so that the rectangle lies in the picture of 5×3 for `parts[1].source.left` but received 1',
    ],
    [{ source: undefined }, 'TypeError: Expected a rectangle for `parts[1].source` but received undefined'],
    [
      { content: { left: 0, top: 1, width: 4, height: 2 } },
      'RangeError: Expected an integer from 0 to 0, so that the rectangle lies in the target of 4×2 for `parts[1].content.top` but received 1',
    ],
    [
      { content: { left: 0, top: 0.5, width: 4, height: 1 } },
      'RangeError: Expected an integer from 0 to 1, so that the rectangle lies in the target of 4×2 for `parts[1].content.top` but received 0.5',
    ],
    [
      { data: new Float32Array(23) },
      'RangeError: Expected 24 elements (nchw of 4×2) for `parts[1].data` but received 23',
    ],
    [
      { data: new Uint8Array(24) },
      'TypeError: Expected a Float32Array for `parts[1].data` but received Uint8Array of 24 bytes',
    ],
    [
      { data: new DataView(new ArrayBuffer(96)) },
      'TypeError: Expected a Float32Array for `parts[1].data` but received DataView of 96 bytes',
    ],
  ])('%#', async (change, message) => {
    expect(await messageOf({}, {}, change)).toBe(message);
  });

  it.each([
    [null, 'Expected an object with options of prepareFrame for `options` but received null'],
    [{ signal: 'now' }, "Expected an AbortSignal for `signal` but received 'now'"],
    [{ signals: undefined }, 'prepareFrame has no option `signals`: did you mean `signal`?'],
  ])('with wrong options of the call is refused: %#', async (options, message) => {
    const prepared = prepareFrame(image, format, [part], options as object);
    await expect(prepared).rejects.toThrow(new TypeError(message));
  });

  it('with its picture and target is fine', async () => {
    expect(await messageOf({}, {}, {})).toBe('prepared');
  });
});
