import { paths } from '@ascend-rx/native';
import { type OptionValues, parseOptions, UsageError } from 'ascend-rx/options';
import { benchHelp } from './bench-help.js';
import { benchOptions } from './bench-options.js';
import { type AgainstSettings, readAgainst } from './read-against.js';
import { type BenchmarkSettings, readBenchmark } from './read-benchmark.js';

/** What the command line asks for. */
export type BenchArguments =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'benchmark'; readonly settings: BenchmarkSettings }
  | { readonly kind: 'against'; readonly settings: AgainstSettings };

/**
 * Reads and checks the whole command line. Needs nothing native of this checkout.
 *
 * @param args the command line without the program
 * @throws UsageError if the command line is wrong, or if onnxruntime-node is not installed
 */
export function readArguments(args: readonly string[]): BenchArguments {
  const { positionals, options } = parseOptions(args, benchOptions);
  if (options.has('help')) return { kind: 'help', text: helpAlone(positionals, options) };
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
  if (!paths().onnxruntime) {
    throw new UsageError('the benchmark needs the optional package onnxruntime-node, which is not installed');
  }
  return options.has('against')
    ? { kind: 'against', settings: readAgainst(options) }
    : { kind: 'benchmark', settings: readBenchmark(options) };
}

function helpAlone(positionals: readonly string[], options: OptionValues): string {
  const option = [...options.keys()].find((name) => name !== 'help');
  const extra = positionals[0] ?? (option === undefined ? undefined : `--${option}`);
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra} beside --help`);
  return benchHelp();
}
