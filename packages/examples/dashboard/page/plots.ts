import type { Stats } from '../src/protocol.js';
import { onPaletteChange } from './palette.js';
import { Plot } from './plot.js';
import { plotDefinitions } from './plot-definitions.js';
import { loadUPlot } from './uplot.js';

/** The plots. In a hidden tab they take values and draw nothing. */
export class Plots {
  readonly #plots: readonly Plot[];

  private constructor(root: HTMLElement, plots: readonly Plot[]) {
    this.#plots = plots;
    root.replaceChildren(...plots.map((plot) => plot.root));
    onPaletteChange(() => {
      for (const plot of plots) plot.redraw();
    });
    document.addEventListener('visibilitychange', () => this.#draw());
  }

  /** @param failed called if uPlot cannot be loaded: the legends show the values then, and there are no lines */
  static async load(root: HTMLElement, failed: (error: unknown) => void): Promise<Plots> {
    const uPlotClass = await loadUPlot().catch((error) => {
      failed(error);
      return undefined;
    });
    return new Plots(
      root,
      plotDefinitions.map((definition) => new Plot(definition, uPlotClass)),
    );
  }

  add(stats: Stats): void {
    for (const plot of this.#plots) plot.add(stats);
    this.#draw();
  }

  #draw(): void {
    if (document.hidden) return;
    for (const plot of this.#plots) plot.draw();
  }
}
