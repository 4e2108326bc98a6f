import { paths } from '@ascend-rx/native';
import { parseOptions, UsageError } from 'ascend-rx/options';
import { benchHelp } from './bench-help.js';
import { benchOptions } from './bench-options.js';
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
  const { positionals, options } = parseOptions(args, benchOptions);
  if (options.has('help')) {
    console.log(benchHelp());
    return 0;
  }
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
  if (!paths().onnxruntime) {
    throw new UsageError('the benchmark needs the optional package onnxruntime-node, which is not installed');
  }
  return options.has('against') ? await runAgainst(options) : await runBenchmark(options);
}
