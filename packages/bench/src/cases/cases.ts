import { largestBatch } from '../workload/models.js';
import type { BenchSettings, Progress } from './bench-settings.js';
import type { CaseResult } from './case-result.js';
import { type DetectionsResult, runDetectionsCase } from './detections-case.js';
import { type FramesResult, runFramesCase } from './frames-case.js';
import { runIntervalCase } from './interval-case.js';
import { runLatencyCase } from './latency-case.js';
import { runCase, type Work } from './run-case.js';
import { runSourcesCase, type SourcesResult } from './sources-case.js';
import { runStartupCase, type StartupResult } from './startup-case.js';
import { runVideoCase, type VideoResult } from './video-case.js';

/** The result of any case. */
export type AnyResult =
  | CaseResult
  | DetectionsResult
  | FramesResult
  | SourcesResult
  | StartupResult
  | VideoResult;

/** One part of the benchmark. */
export interface Case {
  readonly name: string;
  /** One line for the help text and for reports. */
  readonly help: string;
  run(bench: BenchSettings, progress?: Progress): Promise<AnyResult>;
}

/** Calls at once in the cases of `run`. */
const concurrentCalls = 1000;

const peers = ['sequential', 'concurrent', 'recipe', 'bare'] as const;

const pipelines = (count: number) => ({ settings: { pipelines: count } });

/** All cases, in the order in which they run. */
export const cases: readonly Case[] = [
  ofWork('noop', 'an identity of 1×16 floats: the overhead of calls', { model: 'noop', contenders: peers }),
  ofWork('pool', 'a global average pool of 1×3×224×224 floats: the cost of large inputs', {
    model: 'pool',
    contenders: peers,
  }),
  ofWork('resnet50', 'ResNet-50: a model that computes for long', { model: 'resnet50', contenders: peers }),
  ofWork('batch', `a small network in dynamic batches of ${largestBatch}, beside one input at a time`, {
    model: 'batch',
    settings: { batchSize: largestBatch },
    contenders: [],
    variants: { unbatched: { model: 'single', settings: { batchSize: 1 } } },
  }),
  ofWork('pipelines', 'the no-op model by 64 pipelines at once, beside 1 and 8', ({ callbackInterval }) => ({
    model: 'noop',
    // Each pipeline has enough slots to fill its groups.
    settings: { pipelines: 64, pool: 64 * Math.max(8, callbackInterval) },
    contenders: [],
    variants: { pipelines1: pipelines(1), pipelines8: pipelines(8) },
  })),
  ofWork('calls', `${concurrentCalls} calls of model.run at once, with the no-op model`, {
    model: 'noop',
    settings: { operators: ['run'], calls: concurrentCalls },
    contenders: ['concurrent'],
    variants: { inferFrom: { settings: { operators: ['inferFrom'] } } },
  }),
  ofWork(
    'calls-batch',
    `${concurrentCalls} calls at once, in batches of ${largestBatch}, beside one at a time`,
    {
      model: 'batch',
      settings: { operators: ['run'], calls: concurrentCalls, batchSize: largestBatch },
      contenders: [],
      variants: { unbatched: { model: 'single', settings: { batchSize: 1 } } },
    },
  ),
  ofWork('soak', 'a million inferences of the no-op model: whether memory or handles grow', {
    model: 'noop',
    contenders: [],
    // After four million inferences V8's young generation no longer grows.
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
    help: 'inputs that arrive at random intervals, at 50, 80 and 95 % of the possible rate',
    run(bench, progress) {
      return runLatencyCase(this.name, bench, progress);
    },
  },
  {
    name: 'frames',
    help: 'preparing a frame of 720p as 1×3×640×640 floats, beside sharp and JavaScript',
    run(bench, progress) {
      return runFramesCase(this.name, bench, progress);
    },
  },
  {
    name: 'detections',
    help: 'reading an output of 84 × 8400 with suppression, beside JavaScript',
    run(bench, progress) {
      return runDetectionsCase(this.name, bench, progress);
    },
  },
  {
    name: 'sources',
    help: 'eight video files at 10 frames per second and a stalled source; what a pipeline does at once',
    run(bench, progress) {
      return runSourcesCase(this.name, bench, progress);
    },
  },
  {
    name: 'video',
    help: 'from a file of 720p to detections at 640×640, beside ffmpeg, sharp, onnxruntime-node and JavaScript',
    run(bench, progress) {
      return runVideoCase(this.name, 'ffmpeg', bench, progress);
    },
  },
  {
    name: 'video-node-av',
    help: 'the same with node-av as the decoder of both',
    run(bench, progress) {
      return runVideoCase(this.name, 'node-av', bench, progress);
    },
  },
  {
    name: 'startup',
    help: 'time to import and to open a device, and the cost of an idle process',
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
