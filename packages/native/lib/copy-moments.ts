/**
 * Copies timestamps for a report, whose receiver may keep the copy.
 *
 * @param from the index of the first one
 * @param to the index behind the last one
 */
export function copyMoments(timestamps: Float64Array, from: number, to: number): number[] {
  // A typed array of more than 64 bytes would cost seven times as much as an array.
  const copy = new Array<number>(to - from);
  for (let i = from; i < to; i += 1) copy[i - from] = timestamps[i] as number;
  return copy;
}
