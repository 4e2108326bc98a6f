/** A line of the printed table. */
export interface PrintedRow {
  /** Empty but in the first line of a picture. */
  readonly name: string;
  readonly label: string;
  readonly percent: number;
}

/** The lines of the table in what the program printed. */
export function rowsOf(stdout: string): PrintedRow[] {
  return [...stdout.matchAll(/^(\S*) +(\S.*?) +(\d+\.\d) %/gm)].map(([, name = '', label = '', percent]) => ({
    ...{ name, label },
    percent: Number(percent),
  }));
}

/** Pictures and their most likely labels, in the order they were printed. */
export const firstLabels = (stdout: string) =>
  rowsOf(stdout)
    .filter(({ name }) => name !== '')
    .map(({ name, label }) => [name, label]);
