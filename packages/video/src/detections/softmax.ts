import { expected } from '@ascend-rx/core/device';

/**
 * Softmax: exp(v − highest) over the sum of all of these, in double precision. Where the highest value is an infinity, those that are equal
 * to it share 1, which is the limit. With a NaN among them all are NaN. Of no values: none.
 *
 * @throws TypeError for what are no numbers
 */
export function softmax(values: ArrayLike<number>): Float64Array {
  if (typeof values?.length !== 'number') throw new TypeError(expected('numbers', 'values', values));
  const powers = Float64Array.from(values);
  // Of a NaN it is NaN, and then everything is.
  const highest = powers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const [i, value] of powers.entries()) {
    const power = value === highest ? 1 : Math.exp(value - highest);
    powers[i] = power;
    sum += power;
  }
  return powers.map((power) => power / sum);
}
