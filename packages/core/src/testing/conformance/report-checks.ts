// What is wrong with parts of a report, in words; undefined if nothing is.
import type { Session } from '../../port.js';

/** Ms by which clocks that are converted into each other may be apart. */
const tolerance = 5;

/** Slots, batch sizes, and room for the outputs of the largest batch. */
export function badLayout({ slots, batchSizes = [1], layout, outputs }: Session): string | undefined {
  const { offsets, stride } = layout;
  if (!Number.isInteger(slots) || slots < 1) return `${slots} slots`;
  if (batchSizes.some((size, n) => !Number.isInteger(size) || size <= (batchSizes[n - 1] ?? 0))) {
    return `batch sizes ${batchSizes.join(', ')} that do not ascend from 1`;
  }
  if (offsets.length !== outputs.length) {
    return `${offsets.length} offsets for ${outputs.length} outputs`;
  }
  const bad = [...offsets, stride].find((place) => !Number.isInteger(place) || place % 64 !== 0);
  if (bad !== undefined) return `${bad} in the layout, which is no multiple of 64`;
  const most = batchSizes.at(-1) ?? 1;
  const small = outputs.find(({ bytes }, i) => {
    return (offsets[i] ?? 0) + bytes * most > (offsets[i + 1] ?? stride);
  });
  return small && `too little room for the output ${small.name} in the layout`;
}

/** Where a group's outputs lie. */
export function badPlace(outputs: ArrayBuffer, offset: number, end: number): string | undefined {
  if (!Number.isInteger(offset) || offset < 0 || offset % 64 !== 0) {
    return `offset ${offset}, which is no multiple of 64`;
  }
  return end > outputs.byteLength ? `outputs of ${outputs.byteLength} bytes where ${end} are due` : undefined;
}

/**
 * Four moments per execution, none before the one ahead of it, between its submission and now.
 *
 * @param since when each was given to the device
 * @param isGood whether they are asked of it: not of what was refused
 */
export function badMoments(
  moments: ArrayLike<number>,
  since: readonly number[],
  isGood: readonly boolean[],
  now: number,
): string | undefined {
  if (moments.length !== 4 * since.length) return `${moments.length} moments for ${since.length} executions`;
  for (let n = 0; n < since.length; n += 1) {
    if (!isGood[n]) continue;
    const own = Array.from({ length: 4 }, (_, i) => moments[4 * n + i] as number);
    if (!own.every(Number.isFinite)) return `moments ${own.join(', ')}, which are not all finite`;
    if (own.some((moment, i) => moment < (own[i - 1] ?? moment))) {
      return `moments ${own.join(', ')}, which go back`;
    }
    const [from = 0, to = 0] = [own[0], own[3]];
    if (from < (since[n] as number) - tolerance || to > now + tolerance) {
      return `moments ${own.join(', ')} of an execution from ${since[n]} to ${now}`;
    }
  }
  return undefined;
}
