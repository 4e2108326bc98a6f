/** What the watches of a scenario report to. */
export interface Stage {
  /** Something has happened: looks whether all ledgers are balanced. */
  event(): void;
  /** Records a problem unless `holds`. */
  check(holds: boolean, what: string): void;
  /** Runs `work`; records what it throws as a problem. */
  attempt(work: () => void): void;
}
