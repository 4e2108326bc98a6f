// What is measured.
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult } from './case-result.js';
import { runIntervalCase } from './interval-case.js';
import { runLatencyCase } from './latency-case.js';
import { largestBatch } from './models.js';
import { runCase, type Work } from './run-case.js';
import { runStartupCase, type StartupResult } from './startup-case.js';

/** One part of the benchmark. */
export interface Case {
  readonly name: string;
  /** One line. */
  readonly help: string;
  run(bench: BenchSettings, progress?: Progress): Promise<CaseResult | StartupResult>;
}

const peers = ['sequential', 'concurrent', 'recipe', 'bare'] as const;

const pipelines = (count: number) => ({ settings: { pipelines: count } });

export const cases: readonly Case[] = [
  ofWork('noop', 'an identity of 1×16 floats: what calls cost', { model: 'noop', contenders: peers }),
  ofWork('pool', 'a global average pool of 1×3×224×224 floats: what inputs cost', {
    model: 'pool',
    contenders: peers,
  }),
  ofWork('resnet50', 'ResNet-50: what computing costs', { model: 'resnet50', contenders: peers }),
  ofWork('batch', `a small network in dynamic batches of ${largestBatch}, beside one input at a time`, {
    model: 'batch',
    settings: { batchSize: largestBatch },
    contenders: [],
    variants: { unbatched: { model: 'single', settings: { batchSize: 1 } } },
  }),
  ofWork('pipelines', '64 Observables at once, beside 1 and 8; the no-op model', ({ callbackInterval }) => ({
    model: 'noop',
    // Each of them is to fill its groups.
    settings: { pipelines: 64, pool: 64 * Math.max(8, callbackInterval) },
    contenders: [],
    variants: { pipelines1: pipelines(1), pipelines8: pipelines(8) },
  })),
  ofWork('soak', 'a million inferences of the no-op model: what stays behind', {
    model: 'noop',
    contenders: [],
    // V8's young generation has its size by then.
    rounds: { count: 20, inferences: 50_000, warmUp: 4_000_000 },
  }),
  {
    name: 'interval',
    help: 'the no-op model over callbackInterval, with both kinds of callbacks',
    run(bench, progress) {
      return runIntervalCase(this.name, ['sequential', 'concurrent', 'recipe'], bench, progress);
    },
  },
  {
    name: 'latency',
    help: 'inputs that come by themselves, at 50, 80 and 95 % of what is possible',
    run(bench, progress) {
      return runLatencyCase(this.name, bench, progress);
    },
  },
  {
    name: 'startup',
    help: 'what it costs to begin, and to be there',
    run(bench, progress) {
      return runStartupCase(this.name, bench, progress);
    },
  },
];

function ofWork(name: string, help: string, work: Work | ((bench: BenchSettings) => Work)): Case {
  return {
    name,
    help,
    run: (bench, progress) => runCase(name, typeof work === 'function' ? work(bench) : work, bench, progress),
  };
}
