// What a model's input tells of its pictures.
import { describe, expect, it } from '@jest/globals';
import { imageContractOf } from '../../src/index.js';

const model = (type: string, dims: readonly number[], aippDims?: readonly number[]) => ({
  inputs: [{ name: 'images', type, dims, ...(aippDims && { aippDims }) }],
});
const float = { format: 'float', channels: 'rgb', mean: 0, scale: 1 / 255, batch: 1 };

describe('a contract', () => {
  it.each([
    ['float32', [1, 3, 480, 640], {}, { ...float, layout: 'nchw', width: 640, height: 480 }],
    ['float16', [1, 224, 192, 3], {}, { ...float, layout: 'nhwc', width: 192, height: 224 }],
    ['float32', [3, 8, 6], {}, { ...float, layout: 'nchw', width: 6, height: 8 }],
    ['float32', [8, 3, 20, 10], {}, { ...float, layout: 'nchw', width: 10, height: 20, batch: 8 }],
    ['float32', [1, 3, 4, 3], {}, { ...float, layout: 'nchw', width: 3, height: 4 }],
    ['float32', [1, 3, 4, 3], { layout: 'nhwc' }, { ...float, layout: 'nhwc', width: 4, height: 3 }],
    [
      'float32',
      [-1, 3, -1, -1],
      { width: 32, height: 64 },
      { ...float, layout: 'nchw', width: 32, height: 64 },
    ],
    [
      'float32',
      [1, 3, 9, 9],
      { channels: 'bgr', mean: [1, 2, 3], scale: 2 },
      { ...float, layout: 'nchw', width: 9, height: 9, channels: 'bgr', mean: [1, 2, 3], scale: 2 },
    ],
    [
      'uint8',
      [1, 300, 200, 3],
      {},
      { ...float, format: 'rgb888', layout: 'nhwc', width: 200, height: 300, scale: 1 },
    ],
    [
      'uint8',
      [1, 300, 200, 3],
      { format: 'bgr888' },
      { ...float, format: 'bgr888', channels: 'bgr', layout: 'nhwc', width: 200, height: 300, scale: 1 },
    ],
    [
      'uint8',
      [1, 960, 640, 1],
      { matrix: 'bt601-full' },
      { ...float, format: 'nv12', layout: 'nchw', width: 640, height: 640, scale: 1, matrix: 'bt601-full' },
    ],
  ] as const)('of %s %j with %j', (type, dims, options, expected) => {
    expect(imageContractOf(model(type, dims), options)).toEqual(expected);
  });

  it('of an offline model with static AIPP is of bytes, in the dims that its file has for it', () => {
    const rgb = imageContractOf(model('float16', [1, 3, 640, 640], [1, 640, 640, 3]));
    expect(rgb).toMatchObject({ format: 'rgb888', layout: 'nhwc', width: 640, height: 640 });
    const nv12 = imageContractOf(model('float16', [1, 3, 640, 640], [1, 960, 640, 1]), {
      matrix: 'bt601-full',
    });
    expect(nv12).toMatchObject({ format: 'nv12', width: 640, height: 640, matrix: 'bt601-full' });
  });

  it('is of the input with that name', () => {
    const two = {
      inputs: [
        { name: 'sizes', type: 'int64', dims: [1, 2] },
        { name: 'images', type: 'float32', dims: [1, 3, 5, 5] },
      ],
    };
    expect(imageContractOf(two, { input: 'images' })).toMatchObject({ width: 5 });
    expect(() => imageContractOf(two)).toThrow(
      'Expected the name of an input (sizes, images) for `input` but received undefined',
    );
    expect(() => imageContractOf(two, { input: 'image' })).toThrow("received 'image'");
  });

  it.each([
    [
      'float32',
      [1, 16],
      {},
      'Expected dims of a picture (1×3×h×w, 1×h×w×3, or h·3/2×w) but received [1, 16]',
    ],
    ['float32', [1, 4, 8, 8], {}, 'Expected dims of a picture'],
    ['int32', [1, 3, 8, 8], {}, 'Expected float32, float16 or uint8 for input images but received int32'],
    [
      'float32',
      [1, 3, -1, 8],
      {},
      'Expected the height of the picture, which the dims of the model leave open, for `height` but received undefined',
    ],
    [
      'float32',
      [1, 3, 8, 8],
      { width: 9 },
      'Expected 8, as the dims of the model say, for `width` but received 9',
    ],
    [
      'float32',
      [1, 3, 8, 8],
      { format: 'rgb888' },
      "Expected 'float', which the input takes, for `format` but received 'rgb888'",
    ],
    [
      'uint8',
      [1, 8, 8, 3],
      { format: 'float' },
      'Expected rgb888, bgr888 or nv12, since the input takes bytes, for `format`',
    ],
    [
      'uint8',
      [1, 8, 8, 3],
      { format: 'yuv' },
      "Expected one of 'rgb888', 'bgr888', 'nv12', 'float' for `format` but received 'yuv'",
    ],
    ['uint8', [12, 8], { format: 'rgb888' }, 'Expected dims of rgb888 for input images but received [12, 8]'],
  ] as const)('is refused for %s %j with %j', (type, dims, options, message) => {
    expect(() => imageContractOf(model(type, dims), options as object)).toThrow(message);
  });
});
