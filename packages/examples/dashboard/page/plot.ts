import type { Stats } from '../src/protocol.js';
import { type ChartLine, chartOptions } from './chart.js';
import { element, setText } from './elements.js';
import { formatClock } from './format.js';
import { Legend } from './legend.js';
import type { PlotDefinition } from './plot-definitions.js';
import { TimeSeries } from './time-series.js';
import type { uPlot } from './uplot.js';

/** Seconds that a plot shows. */
const window = 120;

/** One plot with its legend. Without uPlot the legend shows the values all the same. */
export class Plot {
  readonly root: HTMLElement;
  readonly #series = new TimeSeries({ window, rows: 600, keys: 64, longestStep: 3 });
  readonly #hidden: Set<string>;
  readonly #area: HTMLElement;
  readonly #time = element('span', { class: 'time' });
  readonly #legend: Legend;
  #before: Stats | undefined;
  #chart: uPlot | undefined;
  #drawn: readonly Line[] = [];
  #pointed: number | undefined;

  constructor(
    private readonly definition: PlotDefinition,
    private readonly uPlotClass: typeof uPlot | undefined,
  ) {
    const { id, title, unit } = definition;
    this.#hidden = new Set(definition.hidden);
    this.#area = element('div', {
      class: 'area',
      attributes: { role: 'img', 'aria-label': `${title} over the last ${window / 60} minutes` },
    });
    this.#legend = new Legend(definition, {
      isShown: (row) => !this.#hidden.has(row),
      toggled: (row) => this.#toggle(row),
    });
    const heading = element('h2', { text: title, attributes: { id: `title-${id}` } });
    if (unit !== '') heading.append(element('span', { class: 'unit', text: unit }));
    this.root = element(
      'section',
      { class: 'plot', attributes: { id: `plot-${id}`, 'aria-labelledby': `title-${id}` } },
      element('header', {}, heading, this.#time),
      this.#area,
      this.#legend.root,
    );
    new ResizeObserver(() => this.#resize()).observe(this.#area);
  }

  add(stats: Stats): void {
    const values = new Map<string, number>();
    for (const { row, column, value } of this.definition.read(stats, this.#before))
      values.set(JSON.stringify([row, column]), value);
    this.#before = stats;
    this.#series.add(stats.time / 1000, values);
  }

  /** Draws what was added since. */
  draw(): void {
    const lines = this.#lines();
    const same =
      lines.length === this.#drawn.length && lines.every(({ key }, index) => key === this.#drawn[index]?.key);
    if (this.#chart === undefined || !same) this.#build(lines);
    else this.#chart.setData(this.#data());
    this.#showLegend();
  }

  /** Draws everything anew, after a change of the colours. */
  redraw(): void {
    this.#chart?.redraw();
  }

  #rows(): readonly string[] {
    const seen = new Set(this.#series.keys.map((key) => (JSON.parse(key) as string[])[0] ?? ''));
    const { order } = this.definition;
    return [...order.filter((row) => seen.has(row)), ...[...seen].filter((row) => !order.includes(row))];
  }

  #lines(): Line[] {
    const rows = this.#rows();
    const columns = this.definition.columns.filter((column) => !this.definition.undrawn.includes(column));
    return rows.flatMap((row, colour) =>
      columns.map((column, position) => ({
        key: JSON.stringify([row, column]),
        row,
        colour,
        dashed: position > 0,
        filled: rows.length === 1 && columns.length === 1,
      })),
    );
  }

  #data(): uPlot.AlignedData {
    const columns = this.#drawn.map(({ key }) => [...this.#series.column(key)]);
    return [[...this.#series.times], ...columns];
  }

  #build(lines: readonly Line[]): void {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#drawn = lines;
    const { clientWidth, clientHeight } = this.#area;
    if (this.uPlotClass === undefined || lines.length === 0 || clientWidth === 0) return;
    const options = chartOptions({
      lines,
      window,
      whole: this.definition.whole,
      width: clientWidth,
      height: clientHeight,
      pointed: (row) => {
        this.#pointed = row;
        this.#showLegend();
      },
    });
    this.#chart = new this.uPlotClass(options, this.#data(), this.#area);
    lines.forEach(({ row }, index) => {
      if (this.#hidden.has(row)) this.#chart?.setSeries(index + 1, { show: false });
    });
  }

  #toggle(row: string): void {
    const show = this.#hidden.delete(row);
    if (!show) this.#hidden.add(row);
    this.#drawn.forEach((line, index) => {
      if (line.row === row) this.#chart?.setSeries(index + 1, { show });
    });
    this.#showLegend();
  }

  #showLegend(): void {
    const at = this.#pointed ?? this.#series.times.length - 1;
    const time = this.#pointed === undefined ? undefined : this.#series.times[at];
    setText(this.#time, time === undefined ? '' : formatClock(time));
    this.#legend.show(this.#rows(), (row, column) => this.#series.column(JSON.stringify([row, column]))[at]);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#area;
    if (width === 0) return;
    if (this.#chart === undefined) this.draw();
    else if (this.#chart.width !== width || this.#chart.height !== height)
      this.#chart.setSize({ width, height });
  }
}

interface Line extends ChartLine {
  readonly key: string;
  readonly row: string;
}
