import { element, setText } from './elements.js';
import { lineVariable } from './palette.js';
import type { PlotDefinition } from './plot-definitions.js';

/** The table beside a plot: which line is which, and the values. A row is a button that shows and hides the lines of the row. */
export class Legend {
  readonly root = element('table', { class: 'legend' });
  readonly #body = element('tbody');
  readonly #cells = new Map<string, HTMLElement>();
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #rows: readonly string[] = [];

  constructor(
    private readonly definition: PlotDefinition,
    private readonly listener: LegendListener,
  ) {
    this.root.append(element('caption', { text: definition.title }));
    if (definition.columns.length > 1) {
      const headings = definition.columns.map((text, index) => {
        const drawn = index === 0 ? 'solid' : definition.undrawn.includes(text) ? 'none' : 'dashed';
        return element('th', { class: drawn, text, attributes: { scope: 'col' } });
      });
      this.root.append(element('thead', {}, element('tr', {}, element('td'), ...headings)));
    }
    this.root.append(this.#body);
    this.#build([]);
  }

  /** @param value of a row and a column */
  show(rows: readonly string[], value: (row: string, column: string) => number | null | undefined): void {
    if (rows.length !== this.#rows.length || rows.some((row, index) => row !== this.#rows[index]))
      this.#build(rows);
    for (const row of rows) {
      this.#buttons.get(row)?.setAttribute('aria-pressed', String(this.listener.isShown(row)));
      for (const column of this.definition.columns) {
        const cell = this.#cells.get(JSON.stringify([row, column]));
        if (cell !== undefined) setText(cell, this.definition.format(value(row, column)));
      }
    }
  }

  #build(rows: readonly string[]): void {
    this.#rows = [...rows];
    this.#cells.clear();
    this.#buttons.clear();
    const empty = element('tr', {}, element('td', { class: 'empty', text: this.definition.empty }));
    this.#body.replaceChildren(
      ...(rows.length === 0 ? [empty] : rows.map((row, index) => this.#row(row, index))),
    );
  }

  #row(row: string, index: number): HTMLElement {
    const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
    swatch.style.setProperty('--line', `var(${lineVariable(index)})`);
    const button = element(
      'button',
      { attributes: { type: 'button' } },
      swatch,
      document.createTextNode(row),
    );
    button.addEventListener('click', () => this.listener.toggled(row));
    this.#buttons.set(row, button);
    const cells = this.definition.columns.map((column) => {
      const cell = element('td');
      this.#cells.set(JSON.stringify([row, column]), cell);
      return cell;
    });
    return element('tr', {}, element('th', { attributes: { scope: 'row' } }, button), ...cells);
  }
}

export interface LegendListener {
  isShown(row: string): boolean;
  toggled(row: string): void;
}
