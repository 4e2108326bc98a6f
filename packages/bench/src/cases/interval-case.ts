import type { BlockType } from '@ascend-rx/core/device';
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult, IntervalPoint } from './case-result.js';
import { runCase, type Work } from './run-case.js';

const intervals = [1, 2, 4, 8, 16, 32, 64];
const blockTypes: readonly BlockType[] = ['block', 'no-block'];
// Four groups with the largest interval.
const pool = 256;

/** Runs the no-op model with every `callbackInterval` of a list: how much a callback costs each execution of its group. */
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
