import type { Cause } from '../../src/report/counts.js';
import type { Second, Summary } from '../../src/report/second.js';

/** What the program prints with --json. */
export interface Printed {
  readonly begin: { readonly model: string; readonly device: string; readonly source: string };
  readonly seconds: readonly Second[];
  readonly summary: Summary;
}

export function jsonLines(stdout: string): Printed {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const types = lines.map(({ type }) => type);
  const inOrder = ['begin', ...types.slice(1, -1).map(() => 'second'), 'summary'];
  if (JSON.stringify(types) !== JSON.stringify(inOrder)) throw new Error(`unexpected lines: ${types}`);
  return { begin: lines[0], seconds: lines.slice(1, -1), summary: lines.at(-1) };
}

/** The sums over the lines of seconds. */
export function sumsOf(seconds: readonly Second[]) {
  const sum = (of: (second: Second) => number) => seconds.reduce((total, each) => total + of(each), 0);
  const cause = (name: Cause) => sum(({ dropped }) => dropped[name]);
  return {
    in: sum((second) => second.in),
    inferred: sum(({ inferred }) => inferred),
    dropped: {
      overflow: cause('overflow'),
      stale: cause('stale'),
      skipped: cause('skipped'),
      failed: cause('failed'),
    },
  };
}
