import type { Terminal } from '../cli/terminal.js';
import type { LabelledPicture } from './label-pictures.js';
import { shortNames } from './short-names.js';
import { summary } from './summary.js';
import { Table } from './table.js';

export interface ReportOptions {
  readonly files: readonly string[];
  /** Absent: the report shows the number of each class. */
  readonly labels: readonly string[] | undefined;
  readonly classes: number;
  /** True: print only the summary. */
  readonly quiet: boolean;
}

/** Prints each result when it arrives, and counts the results. */
export class Report {
  readonly #terminal: Terminal;
  readonly #options: ReportOptions;
  readonly #names: ReadonlyMap<string, string>;
  readonly #table: Table;
  #inferences = 0;
  #broken = 0;

  constructor(terminal: Terminal, options: ReportOptions) {
    this.#terminal = terminal;
    this.#options = options;
    this.#names = shortNames(options.files);
    const labels = options.labels ?? [this.#label(options.classes - 1)];
    this.#table = new Table([...this.#names.values()], labels, terminal.columns);
  }

  /** How many files could not be read. */
  get broken(): number {
    return this.#broken;
  }

  begin(title: string): void {
    this.#terminal.print(`${title}\n`);
    if (!this.#options.quiet) this.#terminal.print(`\n${this.#table.head()}`);
  }

  result({ file, guesses }: LabelledPicture): void {
    this.#inferences++;
    if (this.#options.quiet) return;
    const rows = guesses.map(({ index, probability }) => ({ label: this.#label(index), probability }));
    this.#terminal.print(this.#table.block(this.#names.get(file) ?? file, rows));
  }

  unreadable(file: string, { message }: Error): void {
    this.#broken++;
    this.#terminal.printError(`${file}: ${message}`);
  }

  end(run: { callbacks: number; seconds: number; interrupted: boolean }): void {
    this.#terminal.print(summary({ ...run, inferences: this.#inferences, broken: this.#broken }));
  }

  #label(index: number): string {
    return this.#options.labels?.[index] ?? `class ${index}`;
  }
}
