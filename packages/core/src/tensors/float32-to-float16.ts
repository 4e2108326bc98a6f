import { expected } from '../util/expected.js';
import { float16Scales, leastFloat16Exponent } from './float16-scales.js';

// The exponent of a number, from its bits in float32.
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);
// At this size, the distance between neighbouring doubles is 1: adding it rounds to an integer, a tie to the even one.
const roundsToInteger = 2 ** 52;
const infinity = 0x7c00;
const nan = 0x7e00;

/**
 * Makes float16 values: the bits of the nearest number of float16, of the one with the even last bit if two are equally
 * near. From 65520 on that is infinity; small numbers become subnormal, then zeros of their sign. A NaN becomes 0x7E00.
 *
 * ```ts
 * import { float32ToFloat16 } from '@ascend-rx/core';
 *
 * console.log(float32ToFloat16([1, -2, 1e6])); // 0x3C00, 0xC000, 0x7C00
 * ```
 *
 * @see float16ToFloat32
 * @param values numbers, in an array or a typed array. float64 numbers are rounded once, not to float32 before
 * @return the bits: the `data` of a float16 tensor
 * @throws TypeError if `values` is not an array of numbers
 */
export function float32ToFloat16(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && 'length' in values)) {
    throw new TypeError(expected('an array or typed array of numbers', 'values', values));
  }
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i += 1) {
    const value: unknown = values[i];
    if (typeof value !== 'number') throw new TypeError(expected('a number', `values[${i}]`, value));
    bits[i] = bitsOf(value);
  }
  return bits;
}

function bitsOf(value: number): number {
  if (Number.isNaN(value)) return nan;
  float[0] = value;
  const exponentField = ((word[0] as number) >>> 23) & 0xff;
  const sign = ((word[0] as number) >>> 16) & 0x8000;
  // Rounding to float32 may have raised the exponent. Then the number is nearest to that power of two in float16, too.
  const exponent = Math.max(exponentField - 127, leastFloat16Exponent);
  if (exponent > 15) return sign | infinity;
  const place = exponent - leastFloat16Exponent;
  // Exact, because the scale is a power of two: from 1024 to 2048 for normal numbers, less for subnormal ones.
  const significand = Math.abs(value) / (float16Scales[place] as number);
  const rounded = significand + roundsToInteger - roundsToInteger;
  // The leading 1 of the significand adds 1 to the exponent, and so does a significand that was rounded up to 2048.
  return sign | ((place << 10) + rounded);
}
