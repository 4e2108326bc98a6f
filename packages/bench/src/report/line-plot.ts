import { escaped, readable } from './html.js';
import { legend } from './legend.js';
import { evenScale, linearScale, type Scale } from './scale.js';

/** One line of a plot. */
export interface Line {
  readonly name: string;
  /** Pairs of x and y. */
  readonly points: readonly (readonly [number, number])[];
}

/** A plot of lines over one axis. */
export interface LinePlot {
  readonly x: string;
  readonly y: string;
  /** `'even'`: all neighbouring x have the same distance on the axis. */
  readonly xScale: 'linear' | 'even';
  readonly lines: readonly Line[];
}

const [width, height] = [720, 300];
const [left, right, top, bottom] = [84, 40, 12, 48];

/** @return a figure with the lines and a legend, as SVG */
export function linePlot({ x, y, xScale, lines }: LinePlot): string {
  const points = lines.flatMap((line) => line.points);
  const most = (axis: 0 | 1) => Math.max(0, ...points.map((point) => point[axis]));
  const [from, to] = [left, width - right];
  const values = [...new Set(points.map(([value]) => value))].sort((a, b) => a - b);
  const across = xScale === 'even' ? evenScale(values, from + 16, to - 16) : linearScale(most(0), from, to);
  const up = linearScale(most(1), height - bottom, top);
  const drawn = lines.map(({ points: its }, n) => {
    const path = its.map(([px, py]) => `${place(across, px)},${place(up, py)}`);
    const dots = path.map((at) => `<circle cx="${at.split(',')[0]}" cy="${at.split(',')[1]}" r="3"/>`);
    return `<g class="line c${n}"><polyline points="${path.join(' ')}"/>${dots.join('')}</g>`;
  });
  const label = `${escaped(y)} over ${escaped(x)}`;
  return `<figure>${legend(lines)}<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${up.ticks.map((tick) => horizontal(tick, place(up, tick))).join('')}
${across.ticks.map((tick) => `<text class="tick" x="${place(across, tick)}" y="${height - bottom + 18}" text-anchor="middle">${readable(tick)}</text>`).join('')}
<text class="axis" x="${(from + to) / 2}" y="${height - 8}" text-anchor="middle">${escaped(x)}</text>
<text class="axis" transform="translate(14 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>
${drawn.join('\n')}</svg></figure>`;
}

function horizontal(tick: number, at: string): string {
  return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text class="tick" x="${left - 8}" y="${at}" dy="4" text-anchor="end">${readable(tick)}</text>`;
}

function place(scale: Scale, value: number): string {
  return scale.at(value).toFixed(1);
}
