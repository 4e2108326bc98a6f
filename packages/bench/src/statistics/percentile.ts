/**
 * The smallest of the values that at least this share of all values does not exceed (nearest-rank percentile).
 *
 * @param sorted in ascending order
 * @param share above 0, up to 1: 0.9 for the 90th percentile
 * @return NaN for an empty list
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
