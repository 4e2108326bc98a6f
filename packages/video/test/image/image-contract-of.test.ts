// What a model's input tells of its pictures.
import { describe, expect, it } from '@jest/globals';
import { imageContractOf } from '../../src/index.js';

const model = (type: string, dims: readonly number[], aippDims?: readonly number[]) => ({
  inputs: [{ name: 'images', type, dims, ...(aippDims && { aippDims }) }],
});
const float = { format: 'float', channels: 'rgb', mean: 0, scale: 1 / 255, batch: 1 };
const nv12 = { ...float, format: 'nv12', layout: 'nchw', width: 8, height: 8, scale: 1 };

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
    ['uint8', [4, 12, 8, 1], {}, { ...nv12, batch: 4 }],
    ['uint8', [4, 1, 12, 8], {}, { ...nv12, batch: 4 }],
    ['uint8', [-1, 12, 8], {}, nv12],
    ['uint8', [3, 12, 8], { format: 'nv12' }, { ...nv12, batch: 3 }],
    ['float32', [1, 1, 28, 20], {}, { ...float, channels: 'gray', layout: 'nchw', width: 20, height: 28 }],
    [
      'float16',
      [2, 28, 20, 1],
      {},
      { ...float, channels: 'gray', layout: 'nhwc', width: 20, height: 28, batch: 2 },
    ],
    ['float32', [1, 1, 8, 3], {}, { ...float, layout: 'nhwc', width: 8, height: 1 }],
    [
      'float32',
      [1, 1, 8, 3],
      { channels: 'gray' },
      { ...float, channels: 'gray', layout: 'nchw', width: 3, height: 8 },
    ],
    [
      'uint8',
      [1, 12, 8, 1],
      { format: 'gray8' },
      { ...nv12, format: 'gray8', channels: 'gray', layout: 'nhwc', height: 12 },
    ],
    ['uint8', [1, 3, 8, 8], { channels: 'bgr' }, { ...nv12, format: 'bgr888', channels: 'bgr' }],
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
      'Expected dims of a picture (1×3×h×w, 1×h×w×3, 1×1×h×w, 1×h×w×1, or h·3/2×w) but received [1, 16]',
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
      'Expected rgb888, bgr888, gray8 or nv12, since the input takes bytes, for `format`',
    ],
    [
      'uint8',
      [1, 8, 8, 3],
      { format: 'yuv' },
      "Expected one of 'rgb888', 'bgr888', 'gray8', 'nv12', 'float' for `format` but received 'yuv'",
    ],
    ['uint8', [12, 8], { format: 'rgb888' }, 'Expected dims of rgb888 for input images but received [12, 8]'],
    ...(
      [
        [{ channels: 'xyz' }, "Expected one of 'rgb', 'bgr', 'gray' for `channels` but received 'xyz'"],
        [{ layout: 'nv12' }, "Expected one of 'nchw', 'nhwc' for `layout` but received 'nv12'"],
        [
          { mean: Number.NaN },
          'Expected a finite number, or one for each of three channels, for `mean` but received NaN',
        ],
        [
          { mean: '0.5' },
          "Expected a finite number, or one for each of three channels, for `mean` but received '0.5'",
        ],
        [
          { scale: [1, 2] },
          'Expected a finite number, or one for each of three channels, for `scale` but received an array of 2',
        ],
        [{ scale: [1, 2, 'x'] }, 'Expected a finite number, or one for each of three channels, for `scale`'],
        [
          { matrix: 'bt2020' },
          "'bt709-full', or coefficients of an AIPP file for `matrix` but received 'bt2020'",
        ],
        [{ chanels: 'bgr' }, 'imageContractOf has no option `chanels`: did you mean `channels`?'],
        [null, 'Expected an object with options of imageContractOf for `options` but received null'],
        [
          { channels: 'gray' },
          'Expected dims of a picture of one channel (1×1×h×w, 1×h×w×1) but received [1, 3, 8, 8]',
        ],
      ] as const
    ).map(([options, message]) => ['float32', [1, 3, 8, 8], options, message] as const),
    ['float32', [1, 1, 8, 8], { channels: 'rgb' }, 'Expected dims of a picture (1×3×h×w,'],
    [
      'float32',
      [1, 1, 8, 8],
      { mean: [1, 2, 3] },
      'Expected one number, since gray has one channel, for `mean`',
    ],
    ['float32', [0, 3, 8, 8], {}, 'Expected dims of a picture'],
    ['float32', [1, 3, 0, 8], {}, 'Expected an integer from 1 to 32768 for `height` but received 0'],
    [
      'float32',
      [1, 3, -1, 8],
      { height: Number.NaN },
      'Expected an integer from 1 to 32768 for `height` but received NaN',
    ],
    [
      'uint8',
      [1, 3, 8, 8],
      { mean: 1 },
      'Expected 0, since elements of uint8 are samples as they are, for `mean` but received 1',
    ],
    [
      'uint8',
      [1, 3, 8, 8],
      { format: 'rgb888', channels: 'bgr' },
      "Expected 'rgb', which rgb888 has, for `channels` but received 'bgr'",
    ],
    [
      'uint8',
      [12, 8],
      { format: 'nv12', channels: 'gray' },
      "Expected 'nchw' or 'nhwc', which gray may have, for `layout` but received 'nv12'",
    ],
    ['uint8', [1, 4, 8, 8], { format: 'nv12' }, 'Expected dims of a picture'],
  ] as const)('is refused for %s %j with %j', (type, dims, options, message) => {
    expect(() => imageContractOf(model(type, dims), options as unknown as object)).toThrow(message);
  });

  it('is refused for what is no model', () => {
    for (const wrong of [undefined, 'yolo.om', {}]) {
      expect(() => imageContractOf(wrong as never)).toThrow(
        'Expected a model, which has `inputs`, for `model`',
      );
    }
  });
});
