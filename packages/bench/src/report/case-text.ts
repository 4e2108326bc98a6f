import { table } from 'ascend-rx/terminal';
import type { CaseResult, IntervalPoint, LatencyLoad } from '../cases/case-result.js';
import type { AnyResult } from '../cases/cases.js';
import type { DetectionsResult } from '../cases/detections-case.js';
import type { FramesResult } from '../cases/frames-case.js';
import type { SourcesResult } from '../cases/sources-case.js';
import type { StartupResult } from '../cases/startup-case.js';
import type { Figures } from '../processes/runner.js';
import type { Decoding } from '../protocol/decoding.js';
import type { Preparing } from '../protocol/preparing.js';
import type { Startup } from '../protocol/startup.js';
import { median } from '../statistics/median.js';
import { rounded } from './rounded.js';
import { videoText } from './video-text.js';

/** @return the result of a case as a table for a terminal */
export function caseText(result: AnyResult): string {
  if ('preparing' in result) return framesText(result);
  if ('decoding' in result) return detectionsText(result);
  if ('sources' in result) return sourcesText(result);
  if ('video' in result) return videoText(result);
  if (!('settings' in result)) return startupText(result);
  if (result.points) return `${settingsText(result)}\n${pointsText(result.points)}`;
  if (result.loads) return `${settingsText(result)}\n${loadsText(result.loads)}`;
  return `${settingsText(result)}\n${figuresText(result)}`;
}

function settingsText({ settings, points, warmUpInferences }: CaseResult): string {
  const { callbackInterval, blockType, pool, threads } = settings;
  const callbacks = points ? '' : `callbackInterval ${callbackInterval}, ${blockType}, `;
  const warmUp = warmUpInferences ? `, after ${warmUpInferences} inferences` : '';
  return `  ${callbacks}pool ${pool}, threads ${threads || 'chosen by ONNX Runtime'}${warmUp}`;
}

function figuresText({ ours, peers, ratio }: CaseResult): string {
  const row = (name: string, figures: Figures, over?: number) => [
    `  ${name}`,
    Math.round(figures.inferencesPerSecond),
    over === undefined ? '' : rounded(over, 2),
    figures.loopDelayP99Ms === undefined ? '' : rounded(figures.loopDelayP99Ms, 1),
    figures.idleLoopDelayP99Ms === undefined ? '' : rounded(figures.idleLoopDelayP99Ms, 1),
    rounded(figures.residentGrowthMB, 1),
    figures.handleGrowth,
  ];
  return table([
    ['  ', 'per second', 'ours/theirs', 'loop delay p99', 'while idle', 'growth MB', 'handles'],
    row('ours', ours),
    ...Object.entries(peers).map(([peer, figures]) => row(peer, figures, ratio[peer])),
  ]);
}

function pointsText(points: readonly IntervalPoint[]): string {
  return table([
    ['  interval', 'callbacks', 'per second', 'ours/onnxruntime-node', 'ours/recipe'],
    ...points.map(({ callbackInterval, blockType, inferencesPerSecond, ratio }) => [
      `  ${callbackInterval}`,
      blockType,
      Math.round(inferencesPerSecond),
      rounded(ratio.onnxruntimeNode ?? Number.NaN, 2),
      rounded(ratio.recipe ?? Number.NaN, 2),
    ]),
  ]);
}

function loadsText(loads: readonly LatencyLoad[]): string {
  const rows = loads.flatMap(({ share, inputsPerSecond, ours, peers }) => {
    const load = `${Math.round(100 * share)} % (${Math.round(inputsPerSecond)} per second)`;
    const parts = Object.entries(ours).map(([part, latency]) => [`ours, ${part}`, latency] as const);
    const others = Object.entries(peers).map(([peer, { total }]) => [peer, total] as const);
    return [...parts, ...others].map(([name, latency], n) => [
      `  ${n === 0 ? load : ''}`,
      name,
      ...[latency?.p50, latency?.p90, latency?.p99].map((ms) => rounded(ms ?? Number.NaN, 2)),
    ]);
  });
  return table([['  load', 'ms', 'p50', 'p90', 'p99'], ...rows]);
}

function framesText({ preparing, ratio }: FramesResult): string {
  return costText('frame', preparing, ratio);
}

function detectionsText({ decoding, ratio }: DetectionsResult): string {
  return costText('output', decoding, ratio);
}

function costText(
  of: string,
  costs: Readonly<Record<string, Preparing | Decoding>>,
  ratio: Readonly<Record<string, number>>,
): string {
  return table([
    ['  ', `CPU ms per ${of}`, 'on the event loop', 'theirs/ours'],
    ...Object.entries(costs).map(([name, { cpuMs, loopMs }]) => {
      const over = ratio[name];
      return [`  ${name}`, rounded(cpuMs, 2), rounded(loopMs, 2), over === undefined ? '' : rounded(over, 2)];
    }),
  ]);
}

function sourcesText({ sources, ratio, residentMB }: SourcesResult): string {
  const { slowestPerSecond, lateP99Ms, readFileP99Ms, idleReadFileP99Ms, framesAlive, framesLeft } = sources;
  return table([
    ['  decoder', sources.decoder],
    ['  slowest of 8 files', `${rounded(slowestPerSecond, 2)} results per second`],
    ['  results after their frames were due', `${rounded(lateP99Ms, 1)} ms (p99)`],
    [
      '  fs.readFile meanwhile',
      `${rounded(readFileP99Ms, 2)} ms (p99); idle ${rounded(idleReadFileP99Ms, 2)} ms: ${rounded(ratio.readFile, 2)} times`,
    ],
    [
      '  fs.readFile, with / without the stalled source',
      `${rounded(ratio.stalled, 2)} while the files play, ${rounded(ratio.stalledAlone, 2)} otherwise`,
    ],
    [
      '  frames alive',
      `at most ${framesAlive}, each source may have ${sources.maxFrames}; ${framesLeft} at the end`,
    ],
    [
      '  resident memory',
      `${quarters(residentMB)
        .map((megabytes) => rounded(megabytes, 0))
        .join(', ')} MB (medians of the first quarter of the rounds to the last)`,
    ],
    ['  CPU', `${rounded(sources.cores, 2)} cores`],
    [
      '  parts / pipeline',
      `${rounded(ratio.overlap, 2)} (decoding, and preparing with inferring, of one video); pipeline / decoding ${rounded(ratio.decode, 2)}`,
    ],
  ]);
}

/** What is between two rounds varies more than what grows. */
function quarters(values: readonly number[]): number[] {
  const bounds = [0, 1, 2, 3, 4].map((quarter) => Math.round((quarter * values.length) / 4));
  return bounds
    .slice(1)
    .map((end, quarter) => values.slice(bounds[quarter], end))
    .flatMap((part) => (part.length > 0 ? [median(part)] : []));
}

function startupText({ ours, peers }: StartupResult): string {
  const row = (name: string, { rxjsMs, importMs, openMs, idleCpuPercent }: Startup) => [
    `  ${name}`,
    rounded(rxjsMs, 1),
    rounded(importMs, 1),
    rounded(openMs, 1),
    rounded(idleCpuPercent, 2),
  ];
  return table([
    ['  ', 'rxjs ms', 'import ms', 'open ms', 'idle CPU %'],
    row('ours', ours),
    ...Object.entries(peers).map(([peer, startup]) => row(peer, startup)),
  ]);
}
