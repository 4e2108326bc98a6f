import { formatTick } from './format.js';
import { currentPalette } from './palette.js';
import type { uPlot } from './uplot.js';

/** One line of a chart. */
export interface ChartLine {
  /** Position among the colours. */
  readonly colour: number;
  readonly dashed: boolean;
  readonly filled: boolean;
}

export interface ChartOptions {
  readonly lines: readonly ChartLine[];
  /** Seconds that the chart shows, up to the newest value. */
  readonly window: number;
  readonly whole: boolean;
  /** Of the width of the area. */
  readonly width: number;
  readonly height: number;
  /** The cursor is at the row, or not in the chart. */
  readonly pointed: (row: number | undefined) => void;
}

/** Options of uPlot. The cursors of all charts move together. */
export function chartOptions({ lines, window, whole, width, height, pointed }: ChartOptions): uPlot.Options {
  const axis = { stroke: () => currentPalette().axis, font: '11px system-ui, sans-serif' };
  const grid = { stroke: () => currentPalette().grid, width: 1 };
  return {
    width,
    height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'ascend-rx' }, drag: { x: false, y: false }, points: { size: 6 } },
    hooks: { setCursor: [({ cursor }) => pointed(cursor.idx ?? undefined)] },
    scales: {
      x: { time: true, range: (_, __, last) => [last - window, last] },
      y: { range: (_, __, most) => [0, Number.isFinite(most) && most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ticks: { ...grid, size: 4 },
        space: 48,
        size: 24,
        gap: 2,
        values: (_, times) => times.map(formatTick),
      },
      {
        ...axis,
        grid,
        ticks: { show: false },
        space: 24,
        size: 40,
        gap: 4,
        ...(whole ? { incrs: wholeSteps } : {}),
        values: (_, values) => values.map((value) => value.toLocaleString('en', { notation: 'compact' })),
      },
    ],
    series: [
      {},
      ...lines.map(({ colour, dashed, filled }) => ({
        stroke: () => lineColour(colour),
        width: 1.5,
        points: { show: false },
        ...(dashed ? { dash: [4, 3] } : {}),
        ...(filled ? { fill: () => `${lineColour(colour)}26` } : {}),
      })),
    ],
  };
}

const wholeSteps = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power))
  .sort((a, b) => a - b);

function lineColour(index: number): string {
  const { lines } = currentPalette();
  return lines[index % lines.length] ?? '';
}
