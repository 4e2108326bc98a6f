import type { VideoFigures, VideoResult } from '../cases/video-case.js';
import { barPlot } from './bar-plot.js';
import { escaped, htmlTable, readable } from './html.js';

/** @return plots and tables of the case `video` */
export function videoSection({ video }: VideoResult): string {
  const { decoder, cores, threads, parallel, noop, detector } = video;
  const settings = `decoder ${decoder}, threads ${threads}, inferences at a time ${parallel}, cores ${cores}`;
  return `${ofModel('The no-op model', noop, cores)}${ofModel('The detector', detector, cores)}<p class="soft">${escaped(settings)}</p>`;
}

function ofModel(model: string, { runMs, decoding, ours, peer, ratio }: VideoFigures, cores: number): string {
  const rows = Object.entries({ ours, peer });
  const rates = barPlot({
    of: 'frames per second',
    parts: ['frames per second'],
    bars: rows.map(([name, { framesPerSecond }]) => ({
      name,
      values: [framesPerSecond],
      quiet: name !== 'ours',
      note: `${readable(framesPerSecond)}${name === 'peer' ? `  (ours ${readable(ratio.framesPerSecond)}×)` : ''}`,
    })),
  });
  const costs = barPlot({
    of: 'CPU time per frame, ms',
    parts: ['Run', 'all else'],
    bars: rows.map(([name, { outsideMs }]) => ({
      name,
      values: [runMs, outsideMs],
      note: `${readable(outsideMs)} ms outside of Run`,
    })),
  });
  const contenders = htmlTable([
    [
      '',
      'frames per second',
      'CPU per frame, ms',
      'of that outside of Run, ms',
      'loop delay p99, ms',
      'the same while idle, ms',
    ],
    ...rows.map(([name, cost]) => [
      name,
      cost.framesPerSecond,
      cost.cpuMs,
      cost.outsideMs,
      cost.loopDelayP99Ms,
      cost.idleLoopDelayP99Ms,
    ]),
  ]);
  const facts = htmlTable([
    ['', ''],
    ['frames per second, ours ÷ theirs', ratio.framesPerSecond],
    ['CPU outside of Run, ours ÷ theirs', 1 / ratio.cpu],
    ['CPU of a Run, ms', runMs],
    ['decoding alone, frames per second', decoding.framesPerSecond],
    ['CPU of decoding alone, ms per frame', decoding.cpuMs],
    ['cores ÷ our CPU per frame, frames per second', (1000 * cores) / ours.cpuMs],
    ['our frames per second ÷ the lower of the two', ratio.attained],
  ]);
  return `<h3>${escaped(model)}</h3>${rates}${costs}${contenders}${facts}`;
}
