/** Where a program writes to. */
export interface Terminal {
  /** Columns of a line. */
  readonly columns: number;
  /** Writes what was asked for. */
  print(text: string): void;
  /** Writes one line about what went wrong. */
  complain(line: string): void;
}
