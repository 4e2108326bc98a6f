import { expected } from '../util/expected.js';
import { float16Scales } from './float16-scales.js';
import { typedArrayName } from './typed-array-name.js';

/**
 * Reads float16 values. Every one of them is exact in float32: normal and subnormal numbers, zeros of both signs,
 * infinities. A NaN is a NaN.
 *
 * ```ts
 * import { float16ToFloat32 } from '@ascend-rx/core';
 *
 * console.log(float16ToFloat32(Uint16Array.of(0x3c00, 0xc000, 0x7c00))); // 1, -2, Infinity
 * ```
 *
 * @see float32ToFloat16
 * @param data the bits of the values: the `data` of a float16 tensor
 * @return an array of its own, with as many values
 * @throws TypeError if `data` is not a Uint16Array. A `Float16Array` has numbers already: `Float32Array.from` converts it
 */
export function float16ToFloat32(data: Uint16Array): Float32Array<ArrayBuffer> {
  if (typedArrayName(data) !== 'Uint16Array') {
    throw new TypeError(expected('a Uint16Array, the bits of float16 values,', 'data', data));
  }
  const values = new Float32Array(data.length);
  for (let i = 0; i < values.length; i += 1) values[i] = numberOf(data[i] as number);
  return values;
}

function numberOf(bits: number): number {
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // A subnormal number has no leading 1, and the exponent of the smallest normal numbers.
  if (exponent === 0) return sign * fraction * (float16Scales[0] as number);
  return sign * (0x400 + fraction) * (float16Scales[exponent - 1] as number);
}
