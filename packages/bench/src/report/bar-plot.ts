import { escaped, readable } from './html.js';
import { legend } from './legend.js';
import { linearScale } from './scale.js';

/** One horizontal bar. */
export interface Bar {
  readonly name: string;
  /** One value for each of the plot's `parts`. */
  readonly values: readonly number[];
  /** The text behind the bar. Default: the sum of its values. */
  readonly note?: string;
  /** Draws the bar in grey: it is there for comparison. */
  readonly quiet?: boolean;
}

/** A plot of horizontal bars. */
export interface BarPlot {
  /** The title of the axis: what the length of a bar means. */
  readonly of: string;
  /** The names of the parts that every bar consists of. With a single part there is no legend. */
  readonly parts: readonly string[];
  readonly bars: readonly Bar[];
}

const width = 720;
const [left, right, distance, bottom] = [130, 170, 30, 40];

/** @return a figure with the bars below each other, as SVG */
export function barPlot({ of, parts, bars }: BarPlot): string {
  const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const scale = linearScale(Math.max(...sums), left, width - right);
  const height = bars.length * distance + bottom;
  const drawn = bars.map(({ name, values, note, quiet }, n) => {
    const y = n * distance + 5;
    let before = 0;
    const rects = values.map((value, part) => {
      const [from, to] = [scale.at(before), scale.at(before + value)];
      before += value;
      return `<rect class="c${quiet ? 2 : part}" x="${from.toFixed(1)}" y="${y}" width="${(to - from).toFixed(1)}" height="${distance - 10}"/>`;
    });
    const end = scale.at(sums[n] as number) + 6;
    const text = note ?? readable(sums[n] as number);
    return `<text class="name" x="${left - 8}" y="${y + 14}" text-anchor="end">${escaped(name)}</text>${rects.join('')}<text class="value" x="${end.toFixed(1)}" y="${y + 14}">${escaped(text)}</text>`;
  });
  const axis = scale.ticks.map((tick) => {
    const x = scale.at(tick).toFixed(1);
    return `<line class="grid" x1="${x}" x2="${x}" y1="0" y2="${height - bottom}"/><text class="tick" x="${x}" y="${height - bottom + 16}" text-anchor="middle">${readable(tick)}</text>`;
  });
  return `<figure>${parts.length > 1 ? legend(parts.map((name) => ({ name }))) : ''}<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(of)}">
${axis.join('')}
<text class="axis" x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${escaped(of)}</text>
${drawn.join('\n')}</svg></figure>`;
}
