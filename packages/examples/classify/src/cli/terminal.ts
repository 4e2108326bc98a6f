/** What the program writes to. */
export interface Terminal {
  /** Width of a line, in columns. */
  readonly columns: number;
  /** Writes text to stdout. */
  print(text: string): void;
  /** Writes one line about what went wrong to stderr. */
  printError(line: string): void;
}
