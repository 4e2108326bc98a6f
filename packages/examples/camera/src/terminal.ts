/** What the program writes to. */
export interface Terminal {
  /** Writes text to stdout. */
  print(text: string): void;
  /** Writes one line about what went wrong, or is going on, to stderr. */
  note(line: string): void;
  /** Shows how far something is, where stderr is a terminal. */
  progress(what: string, done: number): void;
}
