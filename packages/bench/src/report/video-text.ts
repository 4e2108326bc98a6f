import { table } from 'ascend-rx/terminal';
import type { VideoCost, VideoFigures, VideoResult } from '../cases/video-case.js';
import { rounded } from './rounded.js';

/** @return the result of the case `video` for a terminal: what both models have in common, and a table for each of them */
export function videoText({ video }: VideoResult): string {
  const { decoder, cores, threads, parallel, noop, detector } = video;
  return [
    `  decoder ${decoder}, threads ${threads}, inferences at a time ${parallel}, cores ${cores}`,
    ...modelText('no-op model', noop, cores),
    ...modelText('detector', detector, cores),
  ].join('\n');
}

function modelText(model: string, figures: VideoFigures, cores: number): string[] {
  const { runMs, decoding, ours, peer, ratio } = figures;
  const { framesPerSecond: decoded, cpuMs } = decoding;
  const row = (name: string, cost: VideoCost) => [
    `  ${name}`,
    rounded(cost.framesPerSecond, 1),
    rounded(cost.cpuMs, 2),
    rounded(cost.outsideMs, 2),
    rounded(cost.loopDelayP99Ms, 1),
    rounded(cost.idleLoopDelayP99Ms, 1),
  ];
  const permitted = `${rounded(decoded, 1)} by decoding alone (CPU ${rounded(cpuMs, 2)} ms), ${rounded((1000 * cores) / ours.cpuMs, 1)} by the cores`;
  return [
    '',
    `  ${model}: Run ${rounded(runMs, 2)} ms of CPU`,
    table([
      ['  ', 'frames per second', 'CPU ms per frame', 'outside of Run', 'loop delay p99', 'while idle'],
      row('ours', ours),
      row('peer', peer),
    ]),
    `  frames per second, ours/theirs: ${rounded(ratio.framesPerSecond, 2)}`,
    `  CPU outside of Run, theirs/ours: ${rounded(ratio.cpu, 2)} (ours is ${rounded(1 / ratio.cpu, 2)} of theirs)`,
    `  frames per second that are possible: ${permitted}; attained: ${rounded(ratio.attained, 2)}`,
  ];
}
