// The no-op model over callbackInterval: what a callback costs, spread over its group.
import type { BlockType } from '@ascend-rx/core';
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult, IntervalPoint } from './case-result.js';
import { runCase, type Work } from './run-case.js';

const intervals = [1, 2, 4, 8, 16, 32, 64];
const blockTypes: readonly BlockType[] = ['block', 'no-block'];
// Four groups of the largest.
const pool = 256;

export async function runIntervalCase(
  name: string,
  contenders: Work['contenders'],
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<CaseResult> {
  const all = blockTypes.flatMap((blockType) =>
    intervals.map((callbackInterval) => ({ callbackInterval, blockType })),
  );
  const points: IntervalPoint[] = [];
  let first: CaseResult | undefined;
  for (const [n, point] of all.entries()) {
    const work: Work = { model: 'noop', settings: { ...point, pool }, contenders };
    const result = await runCase(name, work, bench, (part) => progress((n + part) / all.length));
    first ??= result;
    const { ours, ratio } = result;
    points.push({ ...point, inferencesPerSecond: ours.inferencesPerSecond, ratio });
  }
  return { ...(first as CaseResult), points };
}
