// float16 to float32 and back, against formulas that share nothing with the sources: values from the decimal parts of the
// format, rounding by a search among all numbers of float16.
import { describe, expect, it } from '@jest/globals';
import { float16ToFloat32, float32ToFloat16 } from '../../src/index.js';

const allBits = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** The value of the bits by the definition of IEEE 754 binary16. */
function defined(bits: number): number {
  const text = bits.toString(2).padStart(16, '0');
  const sign = (-1) ** Number(text[0]);
  const exponent = Number.parseInt(text.slice(1, 6), 2);
  const fraction = Number.parseInt(text.slice(6), 2) / 1024;
  if (exponent === 31) return fraction > 0 ? Number.NaN : sign / 0;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

/** The finite numbers of float16 that are not negative, ascending: their place is their bits. */
const finite = Array.from({ length: 0x7c00 }, (_, bits) => defined(bits));

/** The bits of the nearest number, of the even one of two: infinity counts as 65536. */
function nearest(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = Object.is(Math.sign(value), -0) || value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  let low = 0;
  let high = 0x7c00;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((finite[middle] as number) < size) low = middle + 1;
    else high = middle;
  }
  // `low` is the first number that is not smaller.
  if (low === 0) return sign;
  const above = low === 0x7c00 ? 65_536 : (finite[low] as number);
  if (low === 0x7c00 && size >= 65_536) return sign | 0x7c00;
  const toAbove = above - size;
  const toBelow = size - (finite[low - 1] as number);
  if (toAbove !== toBelow) return sign | (toAbove < toBelow ? low : low - 1);
  return sign | (low % 2 === 0 ? low : low - 1);
}

describe('float16ToFloat32', () => {
  it('gives the value of each of the 65,536 bit patterns', () => {
    const values = float16ToFloat32(allBits);
    expect(values.length).toBe(65_536);
    const wrong = allBits.filter((bits) => !Object.is(values[bits], defined(bits)));
    expect([...wrong]).toEqual([]);
  });

  it('makes an array of its own, also of a view in the middle of a buffer', () => {
    const bits = Uint16Array.of(0, 0x3c00, 0xc000, 0).subarray(1, 3);
    expect(float16ToFloat32(bits)).toEqual(Float32Array.of(1, -2));
    expect(float16ToFloat32(new Uint16Array(0))).toEqual(new Float32Array(0));
  });

  it.each<[unknown, string]>([
    [Float32Array.of(1), 'Float32Array of 4 bytes'],
    [new Uint8Array(2), 'Uint8Array of 2 bytes'],
    [[1], 'an array of 1'],
    [undefined, 'undefined'],
  ])('takes bits only: not %p', (data, received) => {
    expect(() => float16ToFloat32(data as Uint16Array)).toThrow(
      new TypeError(
        `Expected a Uint16Array, the bits of float16 values, for \`data\` but received ${received}`,
      ),
    );
  });
});

describe('float32ToFloat16', () => {
  it('gives every number of float16 its own bits, and every NaN one pattern', () => {
    const back = float32ToFloat16(float16ToFloat32(allBits));
    const wrong = allBits.filter((bits) => back[bits] !== (Number.isNaN(defined(bits)) ? 0x7e00 : bits));
    expect([...wrong]).toEqual([]);
  });

  it('rounds ties to even, and what is not a tie to the nearest, between all neighbours', () => {
    const wrong: unknown[] = [];
    for (let low = 0; low < 0x7c00; low += 1) {
      const below = finite[low] as number;
      const above = low === 0x7bff ? 65_536 : (finite[low + 1] as number);
      const tie = (below + above) / 2;
      // The doubles next to the tie: rounded to float32 first, they would be the tie.
      const step = 2 ** (Math.floor(Math.log2(tie)) - 51);
      const cases: [number, number][] = [
        [tie, low % 2 === 0 ? low : low + 1],
        [tie - step, low],
        [tie + step, low + 1],
      ];
      for (const [value, bits] of cases) {
        if (float32ToFloat16([value])[0] !== bits) wrong.push([value, bits]);
        if (float32ToFloat16([-value])[0] !== (bits | 0x8000)) wrong.push([-value, bits | 0x8000]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each<[string, number, number]>([
    ['zero', 0, 0],
    ['negative zero', -0, 0x8000],
    ['the smallest double', Number.MIN_VALUE, 0],
    ['less than half of the smallest number', -(2 ** -26), 0x8000],
    ['half of the smallest number: a tie with zero', 2 ** -25, 0],
    ['a little more than that', 2 ** -25 * (1 + Number.EPSILON), 1],
    ['the largest subnormal number', 1023 * 2 ** -24, 0x03ff],
    ['the smallest normal number', 2 ** -14, 0x0400],
    ['the largest number', 65_504, 0x7bff],
    ['the last that is rounded to it', 65_519.999, 0x7bff],
    ['the tie with infinity', 65_520, 0x7c00],
    ['what float32 would round to 65536', 65_535.999_999, 0x7c00],
    ['the largest double', -Number.MAX_VALUE, 0xfc00],
    ['infinity', Number.POSITIVE_INFINITY, 0x7c00],
    ['negative infinity', Number.NEGATIVE_INFINITY, 0xfc00],
    ['no number', Number.NaN, 0x7e00],
  ])('of %s', (_, value, bits) => {
    expect(float32ToFloat16([value])[0]).toBe(bits);
    expect(nearest(value)).toBe(bits);
  });

  it('agrees with a search on random float32 bit patterns', () => {
    let state = 1;
    const words = Uint32Array.from({ length: 50_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state;
    });
    const values = new Float32Array(words.buffer);
    const bits = float32ToFloat16(values);
    const wrong = [...values].filter((value, i) => bits[i] !== nearest(value));
    expect(wrong).toEqual([]);
  });

  it('takes arrays and typed arrays', () => {
    expect(float32ToFloat16(Float64Array.of(1, 0.5))).toEqual(Uint16Array.of(0x3c00, 0x3800));
    expect(float32ToFloat16(Uint8Array.of(2))).toEqual(Uint16Array.of(0x4000));
    expect(float32ToFloat16([])).toEqual(new Uint16Array(0));
  });

  it.each<[unknown, string]>([
    [1, 'Expected an array or typed array of numbers for `values` but received 1'],
    [
      new DataView(new ArrayBuffer(2)),
      'Expected an array or typed array of numbers for `values` but received DataView',
    ],
    [['1'], "Expected a number for `values[0]` but received '1'"],
    [BigInt64Array.of(1n), 'Expected a number for `values[0]` but received 1n'],
  ])('takes numbers only: not %p', (values, message) => {
    expect(() => float32ToFloat16(values as number[])).toThrow(TypeError);
    expect(() => float32ToFloat16(values as number[])).toThrow(message);
  });
});
