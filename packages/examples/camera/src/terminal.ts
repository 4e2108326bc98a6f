/** What the program writes to. */
export interface Terminal {
  /** Writes text to stdout. */
  print(text: string): void;
  /** Writes one line about what went wrong, or is going on, to stderr. */
  note(line: string): void;
  /** Says what is being done, where stderr is a terminal. */
  status(line: string): void;
}
