// A benchmark as a page: self-contained, for readers who were not there.
import type { CaseResult } from '../case-result.js';
import type { Machine } from '../machine.js';
import type { StartupResult } from '../startup-case.js';
import { caseSection } from './case-section.js';
import { escaped, htmlTable } from './html.js';
import { style } from './style.js';

/** What `ascend-rx bench --json` prints. */
export interface BenchResults {
  readonly machine: Machine;
  readonly cases: readonly (CaseResult | StartupResult)[];
}

const contenders: readonly (readonly [string, string])[] = [
  ['ours', 'ascend-rx: inferFrom over the embedded runtime, as a user would write it'],
  ['sequential', 'onnxruntime-node, InferenceSession.run, one call after the other'],
  ['concurrent', 'onnxruntime-node, as many calls of run at once as there may be in flight'],
  [
    'recipe',
    'a C++ program over the same embedded runtime: a callback after each group, a thread for reports',
  ],
  ['bare', "ONNX Runtime's own Run, called from C++ in a loop: what cannot be beaten with one thread"],
];

export function reportPage({ machine, cases }: BenchResults): string {
  const { cpu, cores, memoryGB, system, node, onnxruntime } = machine;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ascend-rx bench</title>
<style>${style}</style>
</head>
<body>
<h1>ascend-rx bench</h1>
<p class="soft">${escaped(`${cpu}, ${cores} cores, ${memoryGB} GB, ${system}, Node ${node}, onnxruntime-node ${onnxruntime}`)}</p>
<p>Each contender runs in a fresh process, warms up, and then takes turns with the others, round by round, so that what
the machine does meanwhile meets all alike. All have the same model files, the same distinct inputs, the same ONNX Runtime
and the same number of threads. Figures are medians over the rounds. A ratio is the median over the rounds of ours divided by
theirs in the same round: above 1, ours does more in the same time.</p>
${htmlTable([['Contender', 'What it is'], ...contenders])}
${cases.map(caseSection).join('\n')}
</body>
</html>
`;
}
