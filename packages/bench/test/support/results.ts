// Results of every kind of case, with round figures.
import type { CaseResult } from '../../src/cases/case-result.js';
import type { AnyResult } from '../../src/cases/cases.js';
import type { DetectionsResult } from '../../src/cases/detections-case.js';
import type { FramesResult } from '../../src/cases/frames-case.js';
import type { SourcesResult } from '../../src/cases/sources-case.js';
import type { StartupResult } from '../../src/cases/startup-case.js';
import type { VideoFigures, VideoResult } from '../../src/cases/video-case.js';
import type { Figures } from '../../src/processes/runner.js';
import type { Machine } from '../../src/report/this-machine.js';

const figures: Figures = {
  inferencesPerRound: 50_000,
  inferencesPerSecond: 123_456,
  cpuSeconds: 0.5,
  residentGrowthMB: 1.5,
  handleGrowth: 0,
  loopDelayP99Ms: 1.25,
  idleLoopDelayP99Ms: 1.125,
};
export const result: CaseResult = {
  name: 'noop',
  settings: {
    buffers: 100,
    threads: 1,
    pool: 100,
    callbackInterval: 8,
    blockType: 'block',
    pipelines: 1,
    batchSize: 1,
  },
  ours: figures,
  peers: { sequential: { ...figures, inferencesPerSecond: 1000 }, recipe: figures },
  ratio: { onnxruntimeNode: 5.25, sequential: 5.25, recipe: 1 },
};
const part = { p50: 1, p90: 2, p99: 3.5 };
const latency = {
  queue: part,
  prepare: part,
  copyIn: part,
  compute: part,
  copyOut: part,
  callbackWait: part,
  total: part,
};
export const startup: StartupResult = {
  name: 'startup',
  ours: { rxjsMs: 60, importMs: 20, openMs: 30, idleCpuPercent: 0.25 },
  peers: { onnxruntimeNode: { rxjsMs: 0, importMs: 40, openMs: 0, idleCpuPercent: 0.5 } },
  ratio: { onnxruntimeNode: 0.8 },
};
export const frames: FramesResult = {
  name: 'frames',
  preparing: { ours: { cpuMs: 1.25, loopMs: 0.125 }, sharp: { cpuMs: 10, loopMs: 2.5 } },
  ratio: { sharp: 8 },
};
export const detections: DetectionsResult = {
  name: 'detections',
  decoding: { ours: { cpuMs: 0.5, loopMs: 0.0625 }, javascript: { cpuMs: 3, loopMs: 2.75 } },
  ratio: { javascript: 6 },
};
export const sources: SourcesResult = {
  name: 'sources',
  sources: {
    decoder: 'node-av',
    slowestPerSecond: 10,
    lateP99Ms: 12.5,
    readFileP99Ms: 0.75,
    idleReadFileP99Ms: 0.5,
    stalledReadFileP99Ms: 0.475,
    filesReadFileP99Ms: 0.7,
    framesAlive: 20,
    framesLeft: 0,
    maxFrames: 4,
    residentMB: 200,
    cores: 0.5,
  },
  residentMB: [200, 201],
  ratio: { readFile: 1.5, stalled: 1.05, stalledAlone: 0.95, overlap: 1.75, decode: 1.25 },
};
const videoFigures: VideoFigures = {
  runMs: 0.25,
  decoding: { framesPerSecond: 200, cpuMs: 4.5 },
  ours: { framesPerSecond: 180, cpuMs: 8.25, outsideMs: 8, loopDelayP99Ms: 1.5, idleLoopDelayP99Ms: 1.25 },
  peer: { framesPerSecond: 80, cpuMs: 20.25, outsideMs: 20, loopDelayP99Ms: 9, idleLoopDelayP99Ms: 1.25 },
  ratio: { framesPerSecond: 2.25, cpu: 2.5, attained: 0.95 },
};
export const video: VideoResult = {
  name: 'video',
  video: {
    decoder: 'ffmpeg',
    threads: 1,
    parallel: 2,
    cores: 2,
    noop: videoFigures,
    detector: { ...videoFigures, runMs: 6.5 },
  },
  ratio: { noop: 2.25, noopCpu: 2.5, detector: 2.25, detectorCpu: 2.5, detectorAttained: 0.95 },
};
export const cases = [
  result,
  { ...result, name: 'soak', residentMB: [100, 101, 101.5] },
  {
    ...result,
    name: 'interval',
    points: [
      {
        callbackInterval: 1,
        blockType: 'block',
        inferencesPerSecond: 100,
        ratio: { onnxruntimeNode: 3, recipe: 0.9 },
      },
      { callbackInterval: 8, blockType: 'no-block', inferencesPerSecond: 200, ratio: { onnxruntimeNode: 5 } },
    ],
  },
  {
    ...result,
    name: 'latency',
    loads: [
      {
        share: 0.5,
        inputsPerSecond: 400,
        ours: latency,
        peers: { concurrent: { total: part } },
        ratio: { onnxruntimeNode: part },
      },
    ],
  },
  frames,
  detections,
  sources,
  video,
  startup,
] satisfies AnyResult[];
export const machine: Machine = {
  cpu: 'A <fast> one',
  cores: 2,
  memoryGB: 24,
  system: 'linux x64',
  node: '20.0.0',
  onnxruntime: '1.0',
};
