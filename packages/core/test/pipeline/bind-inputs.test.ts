import { describe, expect, it } from '@jest/globals';
import type { InferInputs, TensorInfo } from '../../src/index.js';
import { bindInputs } from '../../src/pipeline/bind-inputs.js';

const x: TensorInfo = { name: 'x', type: 'float32', dims: [2, 2], bytes: 16 };
const image: TensorInfo = { name: 'image', type: 'uint8', dims: [3], bytes: 3 };
const data = Float32Array.of(1, 2, 3, 4);
const bytes = Uint8Array.of(1, 2, 3);

describe('bindInputs', () => {
  it('takes the value itself if the model has one input', () => {
    expect(bindInputs([x], data)).toEqual([data]);
    expect(bindInputs([x], { type: 'float32', dims: [2, 2], data })).toEqual([data]);
    expect(bindInputs([x], new DataView(data.buffer))).toEqual([new DataView(data.buffer)]);
  });

  it("puts inputs by name in the model's order", () => {
    expect(bindInputs([x, image], { image: bytes, x: data })).toEqual([data, bytes]);
    expect(bindInputs([x], { x: data })).toEqual([data]);
  });

  it('takes raw bytes for any type', () => {
    for (const raw of [new Uint8Array(16), Buffer.alloc(16), new DataView(new ArrayBuffer(16))]) {
      expect(bindInputs([x], raw)).toEqual([raw]);
    }
  });

  it.each<[string, TensorInfo[], unknown, string]>([
    [
      'elements of another type that take as many bytes',
      [x],
      new Int32Array(4),
      'Expected float32 [2, 2], 16 bytes for `x` but received Int32Array of 16 bytes',
    ],
    [
      'a tensor with the elements of another type',
      [x],
      { type: 'float32', dims: [2, 2], data: new Int32Array(4) },
      'Expected float32 [2, 2], 16 bytes for `x` but received float32 in Int32Array of 16 bytes',
    ],
    [
      'too few bytes',
      [x],
      new Float32Array(3),
      'Expected float32 [2, 2], 16 bytes for `x` but received Float32Array of 12 bytes',
    ],
    [
      'another type',
      [x],
      { type: 'int32', dims: [2, 2], data: new Int32Array(4) },
      'Expected float32 [2, 2], 16 bytes for `x` but received int32 [2, 2], 16 bytes',
    ],
    [
      'other dims',
      [x],
      { type: 'float32', dims: [4], data },
      'Expected float32 [2, 2], 16 bytes for `x` but received float32 [4], 16 bytes',
    ],
    [
      'a misspelt name',
      [x, image],
      { x: data, imgae: bytes },
      'The model has no input `imgae`: did you mean `image`?',
    ],
    [
      'a missing input',
      [x, image],
      { x: data },
      'Expected a tensor or typed array (uint8 [3], 3 bytes) for `image` but received undefined',
    ],
    [
      'one value for two inputs',
      [x, image],
      data,
      'Expected an object with `x`, `image` for `inputs` but received Float32Array of 16 bytes',
    ],
    ['nothing', [x], undefined, 'Expected an object with `x` for `inputs` but received undefined'],
    ['a string', [x], 'cat.jpg', "Expected an object with `x` for `inputs` but received 'cat.jpg'"],
    [
      'null for an input',
      [x],
      { x: null },
      'Expected a tensor or typed array (float32 [2, 2], 16 bytes) for `x` but received null',
    ],
  ])('says what is wrong with %s', (_, infos, value, message) => {
    expect(() => bindInputs(infos, value as InferInputs)).toThrow(
      expect.objectContaining({ name: 'AscendRxError', code: 'ERR_INPUT', message }),
    );
  });
});
