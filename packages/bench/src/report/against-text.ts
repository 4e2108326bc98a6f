import { table } from 'ascend-rx/terminal';
import type { AgainstResult, PairedResult } from '../against/run-against-case.js';

/** @return the result of one comparison as a table and a verdict, for a terminal */
export function againstText({ sameCode, candidate, verdict }: AgainstResult): string {
  const ratio = (value: number) => value.toFixed(3);
  const row = (name: string, { inferencesPerSecond: [first, second], spread }: PairedResult) => [
    `  ${name}`,
    Math.round(first),
    Math.round(second),
    ratio(spread.median),
    `${ratio(spread.p25)} … ${ratio(spread.p75)}`,
    `${ratio(spread.p5)} … ${ratio(spread.p95)}`,
  ];
  const { limit, passed } = verdict;
  return [
    table([
      ['  ', 'per second', 'baseline', 'ratio', 'p25 … p75', 'p5 … p95'],
      row('baseline (A/A)', sameCode),
      row('this checkout', candidate),
    ]),
    `  ${passed ? 'passed' : 'FAILED'}: the median ratio is ${ratio(candidate.spread.median)}, at least ${ratio(limit)} is expected`,
  ].join('\n');
}
