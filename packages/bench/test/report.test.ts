import { describe, expect, it } from '@jest/globals';
import type { CaseResult } from '../../lib/bench/case-result.js';
import { barPlot } from '../../lib/bench/report/bar-plot.js';
import { escaped, readable } from '../../lib/bench/report/html.js';
import { linePlot } from '../../lib/bench/report/line-plot.js';
import { reportPage } from '../../lib/bench/report/report-page.js';
import { evenScale, linearScale } from '../../lib/bench/report/scale.js';
import type { Figures } from '../../lib/bench/runner.js';
import type { StartupResult } from '../../lib/bench/startup-case.js';
import { median } from '../../lib/bench/statistics.js';
import { textOf } from '../../lib/bench/text.js';

const figures: Figures = {
  inferencesPerRound: 50_000,
  inferencesPerSecond: 123_456,
  cpuSeconds: 0.5,
  residentGrowthMB: 1.5,
  handleGrowth: 0,
  loopDelayP99Ms: 1.25,
  idleLoopDelayP99Ms: 1.125,
};
const result: CaseResult = {
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
const latency = { queue: part, copyIn: part, compute: part, copyOut: part, callbackWait: part, total: part };
const startup: StartupResult = {
  name: 'startup',
  ours: { rxjsMs: 60, importMs: 20, openMs: 30, idleCpuPercent: 0.25 },
  peers: { onnxruntimeNode: { rxjsMs: 0, importMs: 40, openMs: 0, idleCpuPercent: 0.5 } },
  ratio: { onnxruntimeNode: 0.8 },
};
const cases = [
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
  startup,
] satisfies (CaseResult | StartupResult)[];
const machine = {
  cpu: 'A <fast> one',
  cores: 2,
  memoryGB: 24,
  system: 'linux x64',
  node: '20.0.0',
  onnxruntime: '1.0',
};

describe('the page of a benchmark', () => {
  const page = reportPage({ machine, cases });

  it('should be complete in itself', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import|<script/);
  });

  it('should say where it was measured, whatever the machine is called', () => {
    expect(page).toContain(
      'A &lt;fast&gt; one, 2 cores, 24 GB, linux x64, Node 20.0.0, onnxruntime-node 1.0',
    );
  });

  it('should have a section with a plot for every case, and figures in numbers', () => {
    for (const { name } of cases) {
      const section = page.split('<section>').find((each) => each.startsWith(`<h2>${name}</h2>`));
      expect(section).toContain('<svg');
      expect(section).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(page).toContain('5.25');
    expect(page).toContain('123,000');
  });

  it('should have a cell for every heading', () => {
    for (const [table] of page.matchAll(/<table>.*?<\/table>/gs)) {
      const cells = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => row?.match(/<t[hd]/g)?.length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('should explain every case', () => {
    for (const section of page.split('<section>').slice(1)) expect(section).not.toContain('<p></p>');
  });
});

describe('the plots', () => {
  it('should draw a bar as long as its values, part by part', () => {
    const svg = barPlot({
      of: 'ms',
      parts: ['a', 'b'],
      bars: [
        { name: 'one', values: [10, 30] },
        { name: 'two', values: [20, 0], note: 'half' },
      ],
    });
    const widths = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(4);
    const [a, b, c, d] = widths as [number, number, number, number];
    expect(b / a).toBeCloseTo(3, 1);
    expect(c / a).toBeCloseTo(2, 1);
    expect(d).toBe(0);
    expect(svg).toContain('half');
  });

  it('should draw a line through its points, larger values higher', () => {
    const svg = linePlot({
      x: 'load',
      y: 'ms',
      xScale: 'even',
      lines: [
        {
          name: 'ours',
          points: [
            [50, 1],
            [80, 2],
            [95, 4],
          ],
        },
      ],
    });
    const points = (svg.match(/polyline points="([^"]+)"/)?.[1] ?? '')
      .split(' ')
      .map((at) => at.split(',').map(Number));
    const [first, second, third] = points as [number[], number[], number[]];
    expect((second[0] as number) - (first[0] as number)).toBeCloseTo(
      (third[0] as number) - (second[0] as number),
      0,
    );
    expect(first[1]).toBeGreaterThan(second[1] as number);
    expect(second[1]).toBeGreaterThan(third[1] as number);
  });

  it('should scale to round numbers', () => {
    expect(linearScale(97, 0, 100).ticks).toEqual([0, 50, 100]);
    expect(linearScale(4.2, 0, 100).ticks).toEqual([0, 2, 4, 6]);
    expect(linearScale(0, 0, 100).at(0)).toBe(0);
    expect(evenScale([1, 8, 64], 0, 10).at(8)).toBe(5);
  });

  it('should write numbers and text for people', () => {
    expect(readable(123_456.7)).toBe('123,000');
    expect(readable(0.012345)).toBe('0.0123');
    expect(readable(Number.NaN)).toBe('–');
    expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;');
  });
});

describe('the text of a benchmark', () => {
  it('should have a row for each contender, point, load and process', () => {
    expect(textOf(result)).toMatch(/^ {2}sequential +1000 +5\.25/m);
    expect(textOf(cases[2] as CaseResult)).toMatch(/^ {2}8 +no-block +200 +5/m);
    expect(textOf(cases[3] as CaseResult)).toMatch(/ours, callbackWait +1 +2 +3\.5$/m);
    expect(textOf(startup)).toMatch(/^ {2}ours +60 +20 +30 +0\.25$/m);
  });
});

describe('the median', () => {
  it('should be the middle one, or between the two in the middle', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});
