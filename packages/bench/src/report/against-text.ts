import { table } from 'ascend-rx/terminal';
import type { AgainstResult, PairedResult } from '../against/run-against-case.js';

/** Below this limit a comparison says little: the machine was too busy. */
const wide = 0.9;

/** @return the result of one comparison for a terminal: a table and the verdict */
export function againstText({ sameCode, candidate, verdict }: AgainstResult): string {
  const { limit, passed } = verdict;
  const percent = Math.round(100 * (1 - limit));
  return [
    table([
      ['  ', 'ratio', 'p25 to p75', 'p5 to p95', 'per second', 'baseline', 'CPU µs', 'baseline'],
      row('baseline (A/A)', sameCode),
      row('this checkout', candidate),
    ]),
    `  ${passed ? 'passed' : 'FAILED'}: the median ratio is ${ratio(candidate.spread.median)}, at least ${ratio(limit)} is expected`,
    ...(limit < wide
      ? [
          `  The A/A run varied so much that a slowdown of less than ${percent} % passes: repeat on an idle machine.`,
        ]
      : []),
  ].join('\n');
}

function row(name: string, { spread, inferencesPerSecond, cpuMicroseconds }: PairedResult) {
  return [
    `  ${name}`,
    ratio(spread.median),
    `${ratio(spread.p25)} to ${ratio(spread.p75)}`,
    `${ratio(spread.p5)} to ${ratio(spread.p95)}`,
    ...inferencesPerSecond.map(Math.round),
    ...cpuMicroseconds.map((microseconds) => microseconds.toFixed(2)),
  ];
}

const ratio = (value: number) => value.toFixed(3);
