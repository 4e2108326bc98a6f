import { bar } from './bar.js';
import { fit, textWidth } from './text-width.js';

/** One line of a picture's block. */
export interface Row {
  readonly label: string;
  /** From 0 to 1. */
  readonly probability: number;
}

const percentWidth = 7;
const gap = '  ';

/**
 * Lays out pictures and their labels, one block per picture. Results can be printed when they arrive, because the widths of
 * the columns follow from the names of all pictures and labels.
 */
export class Table {
  readonly #name: number;
  readonly #label: number;
  readonly #bar: number;

  /** @param columns width of the terminal; longer names and labels are cut to fit */
  constructor(names: readonly string[], labels: readonly string[], columns: number) {
    const longest = (texts: readonly string[], least: string) =>
      texts.reduce((width, text) => Math.max(width, textWidth(text)), textWidth(least));
    const room = Math.max(30, columns) - percentWidth - 3 * gap.length;
    this.#label = Math.min(longest(labels, 'label'), Math.floor(room * 0.35));
    this.#name = Math.min(longest(names, 'picture'), Math.floor(room * 0.4));
    this.#bar = Math.min(40, room - this.#label - this.#name);
  }

  /** The head of the table, two lines. */
  head(): string {
    const titles = [fit('picture', this.#name), fit('label', this.#label), 'probability'].join(gap);
    const width = this.#name + this.#label + percentWidth + this.#bar + 3 * gap.length;
    return `${titles}\n${'─'.repeat(width)}\n`;
  }

  /** The lines of one picture, its name in the first. */
  block(name: string, rows: readonly Row[]): string {
    return rows
      .map(({ label, probability }, i) => {
        const percent = `${(100 * probability).toFixed(1)} %`.padStart(percentWidth);
        const cells = [fit(i === 0 ? name : '', this.#name), fit(label, this.#label), percent];
        return `${[...cells, bar(probability, this.#bar)].join(gap).trimEnd()}\n`;
      })
      .join('');
  }
}
