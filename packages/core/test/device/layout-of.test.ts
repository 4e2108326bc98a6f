import { describe, expect, it } from '@jest/globals';
import { layoutOf } from '../../src/device-index.js';

const float32 = { type: 'float32' } as const;
const float16 = { type: 'float16' } as const;
const int64 = { type: 'int64' } as const;

describe('layoutOf', () => {
  it.each([
    ['no outputs', [], [], [], 0],
    ['a scalar', [float32], [[]], [0], 64],
    ['exactly 64 bytes', [float32], [[2, 8]], [0], 64],
    ['one element more', [float32], [[17]], [0], 128],
    ['the element size of each output', [float16, int64, float32], [[33], [9], [1]], [0, 128, 256], 320],
    ['zero bytes take no space', [int64, float32, int64], [[3, 0], [1], [0]], [0, 0, 64], 64],
    ['more than 4 GiB', [float32, float32], [[65536, 65536], [1]], [0, 2 ** 34], 2 ** 34 + 64],
  ] as const)('%s', (_, outputs, dims, offsets, stride) => {
    expect(layoutOf(outputs, dims)).toEqual({ offsets, stride });
  });
});
