import { readArguments } from './read-arguments.js';
import { runAgainst } from './run-against.js';
import { runBenchmark } from './run-benchmark.js';

/**
 * The program `npm run bench`.
 *
 * @param args the command line without the program
 * @return the exit code
 * @throws UsageError if the command line is wrong, or if onnxruntime-node is not installed
 */
export async function bench(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  switch (asked.kind) {
    case 'help':
      console.log(asked.text);
      return 0;
    case 'against':
      return await runAgainst(asked.settings);
    case 'benchmark':
      return await runBenchmark(asked.settings);
  }
}
