import type { CaseResult, IntervalPoint, LatencyLoad } from '../cases/case-result.js';
import type { AnyResult } from '../cases/cases.js';
import type { DetectionsResult } from '../cases/detections-case.js';
import type { FramesResult } from '../cases/frames-case.js';
import type { SourcesResult } from '../cases/sources-case.js';
import type { StartupResult } from '../cases/startup-case.js';
import type { Figures } from '../processes/runner.js';
import { barPlot } from './bar-plot.js';
import { escaped, htmlTable, readable } from './html.js';
import { linePlot } from './line-plot.js';
import { videoSection } from './video-section.js';

/** What each case measures, and how to read its figures. */
const meaning: Readonly<Record<string, string>> = {
  noop: 'The model copies 16 numbers, so nearly all of the time is the overhead of the calls.',
  pool: 'The model averages the pixels of a picture of 600 KB: the time depends on how often that memory is read or copied.',
  resnet50:
    'The model computes for long, so all contenders have nearly the same throughput. The delay of the event loop is how ' +
    'long a timer or a request of the same process waits meanwhile.',
  batch:
    'Dynamic batches: inputs that wait together are executed together. Beside it (unbatched), the same network with one input at a time.',
  pipelines: 'The same number of inferences, by 64 pipelines at once, by 8, and by one.',
  calls:
    'A thousand callers, each of which makes its next call when the last one has been answered. Beside model.run (ours): ' +
    'session.run of onnxruntime-node with as many calls (concurrent), and inferFrom.',
  'calls-batch':
    'A thousand callers of a runner with dynamic batches. Beside it (unbatched), the same network with one input at a time.',
  soak: 'A million inferences after a warm-up: resident memory must not grow.',
  interval: 'One callback reports as many executions as callbackInterval says; they share its cost.',
  latency:
    'Inputs are sent by another thread at random intervals, also while earlier inputs are not finished. Latency counts from ' +
    'the sending of an input, so time in which the event loop is blocked counts. The load is the rate of inputs as a share of ' +
    'the throughput of the slower contender. p50, p90 and p99 are percentiles: p90 is the time within which 90 % of the inputs ' +
    'had their results.',
  frames:
    'A frame of 1280 × 720 becomes 1×3×640×640 floats. Beside it: sharp resizes, and JavaScript makes floats of the bytes. sharp is ' +
    'given R, G, B, so it is spared the conversion from Y, U, V.',
  detections:
    'An output of a detector, 84 × 8400 floats, becomes the boxes of 20 objects: threshold, suppression within each class. Beside it: the ' +
    'same in JavaScript, without the way back to the frame.',
  sources:
    'Eight files of 640 × 360 are played at 10 frames per second, each by a pipeline of its own with letterbox, on one model. A ninth ' +
    'source waits for a server that never sends a picture. One by one ÷ pipeline: the time for the frames of one video of 720p.',
  video:
    'From a file of 1280 × 720, H.264, to detections of a YOLO model at 640 × 640. Beside it (peer), what a user writes without this ' +
    'library: the same decoder, sharp, JavaScript, onnxruntime-node on threads of its own, JavaScript, with bounded queues between these ' +
    'stages. CPU time is that of all threads and of the decoder’s process; outside of Run means less that of a bare Run in C++.',
  'video-node-av': 'The same as video, with node-av as the decoder of both, in their own processes.',
  startup:
    'Fresh processes: the time to import the packages and to open the device, and the CPU time of the idle process after that.',
};

/** @return the section of the page about one case: plots, a table, the settings */
export function caseSection(result: AnyResult): string {
  const body = bodyOf(result);
  return `<section><h2>${escaped(result.name)}</h2><p>${escaped(meaning[result.name] ?? '')}</p>${body}</section>`;
}

function bodyOf(result: AnyResult): string {
  if ('preparing' in result) return costs('frame', result.preparing, result.ratio);
  if ('decoding' in result) return costs('output', result.decoding, result.ratio);
  if ('sources' in result) return played(result);
  if ('video' in result) return videoSection(result);
  return 'settings' in result ? measured(result) : startup(result);
}

function measured(result: CaseResult): string {
  const { settings, points, loads, residentMB, warmUpInferences } = result;
  const warmUp = warmUpInferences ? { 'inferences of the warm-up': warmUpInferences } : {};
  const list = Object.entries({ ...settings, ...warmUp })
    .filter(([name]) => !(points && ['callbackInterval', 'blockType'].includes(name)))
    .map(([name, value]) => `${name} ${value}`);
  const plots = [
    points && intervalPlot(points),
    loads && latencyPlots(loads),
    residentMB && memoryPlot(residentMB, result),
    !points && throughputPlot(result),
  ];
  return `${plots.filter(Boolean).join('\n')}${points ? pointsTable(points) : figuresTable(result)}<p class="soft">${escaped(list.join(', '))}</p>`;
}

function throughputPlot({ ours, peers, ratio }: CaseResult): string {
  const rows = [['ours', ours] as const, ...Object.entries(peers)];
  const bars = rows.map(([name, figures]) => ({
    name,
    values: [figures.inferencesPerSecond],
    quiet: name !== 'ours',
    note: `${readable(figures.inferencesPerSecond)}${name in ratio ? `  (ours ${readable(ratio[name] as number)}×)` : ''}`,
  }));
  return barPlot({ of: 'inferences per second', parts: ['inferences per second'], bars });
}

function figuresTable({ ours, peers, ratio }: CaseResult): string {
  const row = (name: string, figures: Figures) => [
    name,
    figures.inferencesPerSecond,
    ratio[name] ?? '',
    figures.cpuSeconds,
    figures.loopDelayP99Ms ?? '',
    figures.idleLoopDelayP99Ms ?? '',
    figures.residentGrowthMB,
    figures.handleGrowth,
  ];
  return htmlTable([
    [
      '',
      'per second',
      'ours ÷ theirs',
      'CPU s per round',
      'loop delay p99, ms',
      'the same while idle, ms',
      'memory growth, MB',
      'handles',
    ],
    row('ours', ours),
    ...Object.entries(peers).map(([name, figures]) => row(name, figures)),
  ]);
}

function intervalPlot(points: readonly IntervalPoint[]): string {
  const blockTypes = [...new Set(points.map(({ blockType }) => blockType))];
  const over = (peer: string) =>
    blockTypes.map((blockType) => ({
      name: `${blockType}, ours ÷ ${peer === 'recipe' ? 'recipe' : 'onnxruntime-node'}`,
      points: points
        .filter((point) => point.blockType === blockType)
        .map(({ callbackInterval, ratio }) => [callbackInterval, ratio[peer] ?? 0] as const),
    }));
  const rates = blockTypes.map((blockType) => ({
    name: blockType,
    points: points
      .filter((point) => point.blockType === blockType)
      .map((point) => [point.callbackInterval, point.inferencesPerSecond] as const),
  }));
  const x = 'callbackInterval';
  return [
    linePlot({ x, y: 'inferences per second', xScale: 'even', lines: rates }),
    linePlot({ x, y: 'ratio', xScale: 'even', lines: [...over('onnxruntimeNode'), ...over('recipe')] }),
  ].join('\n');
}

function pointsTable(points: readonly IntervalPoint[]): string {
  return htmlTable([
    ['callbackInterval', 'callbacks', 'per second', 'ours ÷ onnxruntime-node', 'ours ÷ recipe'],
    ...points.map(({ callbackInterval, blockType, inferencesPerSecond, ratio }) => [
      callbackInterval,
      blockType,
      inferencesPerSecond,
      ratio.onnxruntimeNode ?? '',
      ratio.recipe ?? '',
    ]),
  ]);
}

/** The parts of the latency of ours, and their names on the page. */
const partNames = [
  ['queue', 'queue'],
  ['prepare', 'prepare'],
  ['copyIn', 'compute input'],
  ['compute', 'compute'],
  ['copyOut', 'compute output'],
  ['callbackWait', 'callback wait'],
] as const;

function latencyPlots(loads: readonly LatencyLoad[]): string {
  const totals = (contender: string, p: 'p50' | 'p99') => ({
    name: `${contender}, ${p}`,
    points: loads.map(({ share, ours, peers }) => {
      const latency = contender === 'ours' ? ours : peers[contender];
      return [Math.round(100 * share), latency?.total?.[p] ?? 0] as const;
    }),
  });
  const contenders = ['ours', ...Object.keys(loads[0]?.peers ?? {})];
  const lines = contenders.flatMap((each) => [totals(each, 'p50'), totals(each, 'p99')]);
  const bars = loads.flatMap(({ share, ours }) =>
    (['p50', 'p90', 'p99'] as const).map((p) => ({
      name: `${Math.round(100 * share)} %, ${p}`,
      values: partNames.map(([part]) => ours[part]?.[p] ?? 0),
      note: `${readable(ours.total?.[p] ?? 0)} ms in total`,
    })),
  );
  return `${linePlot({ x: 'load, % of capacity', y: 'latency, ms', xScale: 'even', lines })}
<p>The parts of the latency of ours. Each part of a bar is the percentile of that part alone, so the parts do not add up to the
latency of one input; the text behind a bar is the percentile of the whole latency.</p>
${barPlot({ of: 'ms', parts: partNames.map(([, name]) => name), bars })}
${latencyTable(loads)}`;
}

function latencyTable(loads: readonly LatencyLoad[]): string {
  return htmlTable([
    ['load', 'per second', 'contender', 'p50, ms', 'p90, ms', 'p99, ms'],
    ...loads.flatMap(({ share, inputsPerSecond, ours, peers }) =>
      Object.entries({ ours, ...peers }).map(([name, { total }]) => [
        `${Math.round(100 * share)} %`,
        inputsPerSecond,
        name,
        total?.p50 ?? '',
        total?.p90 ?? '',
        total?.p99 ?? '',
      ]),
    ),
  ]);
}

function memoryPlot(residentMB: readonly number[], { ours }: CaseResult): string {
  const points = residentMB.map((megabytes, round) => [round * ours.inferencesPerRound, megabytes] as const);
  return linePlot({
    x: 'inferences since the warm-up',
    y: 'resident memory, MB',
    xScale: 'linear',
    lines: [{ name: 'ours', points }],
  });
}

function costs(
  of: string,
  contenders: FramesResult['preparing'] | DetectionsResult['decoding'],
  ratio: Readonly<Record<string, number>>,
): string {
  const rows = Object.entries(contenders);
  return `${barPlot({
    of: 'ms',
    parts: [`CPU time per ${of}`],
    bars: rows.map(([name, { cpuMs }]) => ({ name, values: [cpuMs] })),
  })}${htmlTable([
    ['', `CPU per ${of}, ms`, 'of that on the event loop, ms', 'CPU, theirs ÷ ours'],
    ...rows.map(([name, { cpuMs, loopMs }]) => [name, cpuMs, loopMs, ratio[name] ?? '']),
  ])}`;
}

function played({ sources, residentMB, ratio }: SourcesResult): string {
  const memory = linePlot({
    x: 'round',
    y: 'resident memory, MB',
    xScale: 'linear',
    lines: [{ name: 'ours', points: residentMB.map((megabytes, round) => [round + 1, megabytes] as const) }],
  });
  return `${memory}${htmlTable([
    ['', ''],
    ['decoder', sources.decoder],
    ['results per second of the slowest file', sources.slowestPerSecond],
    ['from the moment when a frame is due to its result, p99, ms', sources.lateP99Ms],
    ['fs.readFile meanwhile, p99, ms', sources.readFileP99Ms],
    ['the same without sources, ms', sources.idleReadFileP99Ms],
    ['one over the other', ratio.readFile],
    ['fs.readFile with the stalled source ÷ without it, while the files play', ratio.stalled],
    ['the same without the files', ratio.stalledAlone],
    ['frames alive, at most', sources.framesAlive],
    ['frames that each source may have alive', sources.maxFrames],
    ['frames alive at the end', sources.framesLeft],
    ['cores in use', sources.cores],
    ['decoding alone and inferring alone ÷ pipeline', ratio.overlap],
    ['pipeline ÷ decoding alone', ratio.decode],
  ])}`;
}

function startup({ ours, peers, ratio }: StartupResult): string {
  const rows = Object.entries({ ours, ...peers });
  return `${barPlot({
    of: 'ms',
    parts: ['import of rxjs', 'import', 'open the device'],
    bars: rows.map(([name, { rxjsMs, importMs, openMs }]) => ({ name, values: [rxjsMs, importMs, openMs] })),
  })}${htmlTable([
    ['', 'rxjs, ms', 'import, ms', 'open, ms', 'CPU while idle, %', 'theirs ÷ ours'],
    ...rows.map(([name, each]) => [
      name,
      each.rxjsMs,
      each.importMs,
      each.openMs,
      each.idleCpuPercent,
      ratio[name] ?? '',
    ]),
  ])}`;
}
