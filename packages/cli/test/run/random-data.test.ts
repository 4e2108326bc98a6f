import type { TensorType } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { randomData } from '../../src/commands/run/random-data.js';

const count = 2000;

function numbers(type: TensorType, size: number, read: (view: DataView, offset: number) => number): number[] {
  const data = randomData({ name: 'x', type, bytes: count * size }, 7);
  const view = new DataView(data.buffer);
  return Array.from({ length: count }, (_, index) => read(view, index * size));
}

/** The number that binary16 bits mean; finite and normal ones only, and zero. */
const fromHalf = (bits: number): number =>
  bits === 0 ? 0 : 2 ** ((bits >> 10) - 15) * (1 + (bits & 0x3ff) / 1024);

describe('random values', () => {
  it.each<[TensorType, number, (view: DataView, offset: number) => number]>([
    ['float32', 4, (view, at) => view.getFloat32(at, true)],
    ['float64', 8, (view, at) => view.getFloat64(at, true)],
    ['float16', 2, (view, at) => fromHalf(view.getUint16(at, true))],
  ])('should spread over 0 to 1 in %s', (type, size, read) => {
    const values = numbers(type, size, read);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    expect(values.reduce((sum, value) => sum + value) / count).toBeCloseTo(0.5, 1);
    expect(new Set(values).size).toBeGreaterThan(500);
  });

  it.each<[TensorType, number, (view: DataView, offset: number) => number]>([
    ['int8', 1, (view, at) => view.getInt8(at)],
    ['uint8', 1, (view, at) => view.getUint8(at)],
    ['int16', 2, (view, at) => view.getInt16(at, true)],
    ['uint16', 2, (view, at) => view.getUint16(at, true)],
    ['int32', 4, (view, at) => view.getInt32(at, true)],
    ['uint32', 4, (view, at) => view.getUint32(at, true)],
    ['int64', 8, (view, at) => Number(view.getBigInt64(at, true))],
    ['uint64', 8, (view, at) => Number(view.getBigUint64(at, true))],
  ])('should be all the integers from 0 to 99 in %s', (type, size, read) => {
    const values = [...new Set(numbers(type, size, read))].sort((a, b) => a - b);
    expect(values).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('should be 0 and 1 in bool', () => {
    expect(new Set(numbers('bool', 1, (view, at) => view.getUint8(at)))).toEqual(new Set([0, 1]));
  });

  it('should depend on the seed and on the name', () => {
    const info = { name: 'x', type: 'float32', dims: [4], bytes: 16 } as const;
    expect(randomData(info, 1)).toEqual(randomData(info, 1));
    expect(randomData(info, 1)).not.toEqual(randomData(info, 2));
    expect(randomData(info, 1)).not.toEqual(randomData({ ...info, name: 'y' }, 1));
  });
});
