import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { ModelName } from '../workload/models.js';
import type { BenchSettings } from './bench-settings.js';

/** The settings of all contenders of a case: those of the run, unless the case has its own. */
export function settingsOf(
  { model, settings }: { readonly model: ModelName; readonly settings?: Partial<ContenderSettings> },
  bench: Pick<BenchSettings, 'files' | 'threads' | 'pool' | 'callbackInterval'>,
): ContenderSettings {
  return {
    ...bench.files.of(model),
    threads: bench.threads,
    pool: bench.pool,
    callbackInterval: bench.callbackInterval,
    blockType: 'block',
    pipelines: 1,
    batchSize: 1,
    ...settings,
  };
}
