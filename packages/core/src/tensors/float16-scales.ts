/** The exponent of the smallest normal numbers of float16: 2⁻¹⁴. */
export const leastFloat16Exponent = -14;

/**
 * The distance between neighbouring numbers of float16, by exponent: `float16Scales[0]` is that of 2⁻¹⁴ and of all smaller
 * numbers, the last that of 2¹⁵, the largest exponent.
 */
export const float16Scales: readonly number[] = Array.from(
  { length: 30 },
  (_, i) => 2 ** (leastFloat16Exponent + i - 10),
);
