import { optionsHelp } from 'ascend-rx/options';
import { benchOptions } from './bench-options.js';

/** The help text of `npm run bench`. */
export function benchHelp(): string {
  return `Usage: npm run bench -- [OPTION]…

Measure ascend-rx beside onnxruntime-node and beside C++ programs, over the embedded runtime on this machine.

${optionsHelp(benchOptions)}

Contenders are processes of their own and take turns, round by round. Figures are medians over the rounds; a ratio is the
median of the ratios of all rounds. \`ours\` is this library. \`sequential\` and \`concurrent\` are onnxruntime-node with one and
with many calls of run at once; the better one counts. \`recipe\` is a C++ program over the same embedded runtime. \`bare\` is
ONNX Runtime's own Run in C++.

With --against, the other checkout is the baseline. It runs against itself first (A/A), then this checkout runs against it. A
case passes if its median ratio is at least 0.97, or within the spread of the A/A run where that is wider. The exit code is
1 if a case fails.`;
}
