// What the page says of one case.
import type { CaseResult, IntervalPoint, LatencyLoad } from '../case-result.js';
import type { Figures } from '../runner.js';
import type { StartupResult } from '../startup-case.js';
import { barPlot } from './bar-plot.js';
import { escaped, htmlTable, readable } from './html.js';
import { linePlot } from './line-plot.js';

/** What a case is about, and how to read it. */
const meaning: Readonly<Record<string, string>> = {
  noop: 'The model copies 16 numbers: whatever it costs is the cost of asking.',
  pool: 'The model averages the pixels of a picture of 600 KB: what it costs is how often that memory is touched.',
  resnet50:
    'The model computes for long: the contenders differ by nothing but what else they leave the machine to do. The event ' +
    'loop delay says how long a timer or a request waits meanwhile.',
  batch:
    'Inputs that come together are executed together. Beside it, the same network with one input at a time.',
  pipelines: 'The same number of inferences, by 64 Observables at once, by 8, and by one.',
  soak: 'A million inferences: memory must not grow once everything is warm.',
  interval:
    'One callback tells of so many executions. The more it tells of, the less each of them pays for it.',
  latency:
    'Inputs come by themselves, from another thread, at random moments, whatever has become of those before. Latency counts ' +
    'from when an input was sent, so an event loop that is kept busy pays for it. Loads are shares of what the slower contender can do.',
  startup: 'Fresh processes: the import, the device, and then nothing to do.',
};

export function caseSection(result: CaseResult | StartupResult): string {
  const body = 'settings' in result ? measured(result) : startup(result);
  return `<section><h2>${escaped(result.name)}</h2><p>${escaped(meaning[result.name] ?? '')}</p>${body}</section>`;
}

function measured(result: CaseResult): string {
  const { settings, points, loads, residentMB, warmUpInferences } = result;
  const warmUp = warmUpInferences ? { 'inferences before': warmUpInferences } : {};
  const told = Object.entries({ ...settings, ...warmUp })
    .filter(([name]) => !(points && ['callbackInterval', 'blockType'].includes(name)))
    .map(([name, value]) => `${name} ${value}`);
  const plots = [
    points && intervalPlot(points),
    loads && latencyPlots(loads),
    residentMB && memoryPlot(residentMB, result),
    !points && throughputPlot(result),
  ];
  return `${plots.filter(Boolean).join('\n')}${points ? pointsTable(points) : figuresTable(result)}<p class="soft">${escaped(told.join(', '))}</p>`;
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
      'ours ÷ it',
      'CPU s per round',
      'loop delay p99, ms',
      'idle, ms',
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

const partNames = [
  ['queue', 'queue'],
  ['copyIn', 'compute input'],
  ['compute', 'compute'],
  ['copyOut', 'compute output'],
  ['callbackWait', 'callback wait'],
] as const;

function latencyPlots(loads: readonly LatencyLoad[]): string {
  const totals = (who: string, p: 'p50' | 'p99') => ({
    name: `${who}, ${p}`,
    points: loads.map(({ share, ours, peers }) => {
      const latency = who === 'ours' ? ours : peers[who];
      return [Math.round(100 * share), latency?.total?.[p] ?? 0] as const;
    }),
  });
  const who = ['ours', ...Object.keys(loads[0]?.peers ?? {})];
  const lines = who.flatMap((each) => [totals(each, 'p50'), totals(each, 'p99')]);
  const bars = loads.flatMap(({ share, ours }) =>
    (['p50', 'p90', 'p99'] as const).map((p) => ({
      name: `${Math.round(100 * share)} %, ${p}`,
      values: partNames.map(([part]) => ours[part]?.[p] ?? 0),
      note: `${readable(ours.total?.[p] ?? 0)} ms in all`,
    })),
  );
  return `${linePlot({ x: 'load, % of capacity', y: 'latency, ms', xScale: 'even', lines })}
<p>Where the time of ours goes. Each part has its own percentile, so a bar is no sum of one input's parts.</p>
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

function startup({ ours, peers, ratio }: StartupResult): string {
  const rows = Object.entries({ ours, ...peers });
  return `${barPlot({
    of: 'ms',
    parts: ['import of rxjs', 'import', 'open the device'],
    bars: rows.map(([name, { rxjsMs, importMs, openMs }]) => ({ name, values: [rxjsMs, importMs, openMs] })),
  })}${htmlTable([
    ['', 'rxjs, ms', 'import, ms', 'open, ms', 'CPU while idle, %', 'its time ÷ ours'],
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
