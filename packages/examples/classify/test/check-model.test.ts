import type { TensorInfo } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { checkModel } from '../src/check-model.js';

const info = (name: string, dims: number[], type: TensorInfo['type'] = 'float32'): TensorInfo => ({
  ...{ name, type, dims },
  rawName: name,
  bytes: 4 * dims.reduce((a, b) => a * b, 1),
});

const check = (inputs: TensorInfo[], outputs: TensorInfo[], count?: number) => () =>
  checkModel({ inputs, outputs }, 64, count === undefined ? undefined : { file: 'l.txt', count });

describe('checkModel', () => {
  const input = info('x', [1, 3, 64, 64]);

  it('takes one picture in and scores out', () => {
    expect(check([input], [info('y', [1, 10])], 10)()).toEqual({ output: 'y', classes: 10 });
    expect(check([input], [info('y', [1, 10, 1, 1])])()).toEqual({ output: 'y', classes: 10 });
  });

  it('says what it expected and what to try', () => {
    expect(check([info('x', [1, 3, 224, 224])], [])).toThrow(
      'expected a model with one input float32 1x3x64x64, but it takes x float32 1x3x224x224, ' +
        'try --size 224 or --preset imagenet',
    );
    expect(check([info('x', [1, 16])], [])).toThrow('but it takes x float32 1x16');
    expect(check([input, input], [])).toThrow('but it takes x float32 1x3x64x64, x float32 1x3x64x64');
    expect(check([info('x', [1, 3, 64, 64], 'uint8')], [])).toThrow('but it takes x uint8 1x3x64x64');
    expect(check([input], [info('y', [1, 10], 'int32')])).toThrow('but it gives y int32 1x10');
    expect(check([input], [info('y', [2, 10])])).toThrow('but it gives y float32 2x10');
  });

  it('wants as many labels as classes', () => {
    expect(check([input], [info('y', [1, 10])], 9)).toThrow(
      'expected 10 labels, one for each class of the model, but l.txt has 9',
    );
  });
});
