/** The nearest rank among measured values: `part` 0.99 is the value that 99 of 100 do not exceed. Undefined where there are none. */
export function percentile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
