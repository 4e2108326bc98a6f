import type { AnyResult } from '../cases/cases.js';
import { caseSection } from './case-section.js';
import { escaped, htmlTable } from './html.js';
import { style } from './style.js';
import type { Machine } from './this-machine.js';

/** What `npm run bench -- --json` prints. */
export interface BenchResults {
  readonly machine: Machine;
  readonly cases: readonly AnyResult[];
}

const contenders: readonly (readonly [string, string])[] = [
  ['ours', 'ascend-rx: inferFrom (in the case latency: infer) over the embedded runtime'],
  ['sequential', 'onnxruntime-node: InferenceSession.run, one call at a time'],
  ['concurrent', 'onnxruntime-node: as many calls of run at once as inferences may be in flight'],
  [
    'recipe',
    'a C++ program over the same embedded runtime: a callback after each group, and a thread for reports',
  ],
  ['bare', "ONNX Runtime's own Run, called from C++ in a loop: an upper limit for one thread"],
];

/** @return a self-contained HTML page with a section for each case */
export function reportPage({ machine, cases }: BenchResults): string {
  const { cpu, cores, memoryGB, system, node, onnxruntime } = machine;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ascend-rx benchmark</title>
<style>${style}</style>
</head>
<body>
<h1>ascend-rx benchmark</h1>
<p class="soft">${escaped(`${cpu}, ${cores} cores, ${memoryGB} GB, ${system}, Node ${node}, onnxruntime-node ${onnxruntime}`)}</p>
<p>Each contender runs in a process of its own and warms up. Then the contenders take turns, round by round: only one of them
runs at a time, and a disturbance of the machine meets all of them alike. All use the same model files, the same inputs, the same
ONNX Runtime and the same number of threads. Figures are medians over the rounds. A ratio compares two contenders in the same
round, ours divided by theirs; the ratio that is shown is the median over the rounds. Above 1, ours does more in the same
time.</p>
${htmlTable([['Contender', 'What it is'], ...contenders])}
${cases.map(caseSection).join('\n')}
</body>
</html>
`;
}
