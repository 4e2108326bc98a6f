import { parseArgs } from 'node:util';
import { didYouMean } from './did-you-mean.js';
import type { OptionSpec, OptionSpecs } from './option-spec.js';
import { UsageError } from './usage-error.js';

/** The options that were given, by name: their values in the order given. A flag has one empty value. */
export type OptionValues = ReadonlyMap<string, readonly string[]>;

/** What a command line says. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: OptionValues;
}

/**
 * Reads a command line. Everything after `--` is positional.
 *
 * ```ts
 * import { helpOption, integerOption, parseOptions } from 'ascend-rx/options';
 *
 * const specs = { times: { value: 'N', help: 'how many times (default 10)' }, help: helpOption };
 * const { positionals, options } = parseOptions(['a.onnx', '--times', '3'], specs);
 * console.log(positionals, integerOption(options, 'times', { min: 1, default: 10 })); // [ 'a.onnx' ] 3
 * ```
 *
 * @param args without program and command
 * @param specs the options that the program has
 * @throws UsageError for an option that is unknown, that lacks its value, that takes none, or that comes twice
 */
export function parseOptions(args: readonly string[], specs: OptionSpecs): Arguments {
  const types = Object.entries(specs).map(
    ([name, { value, short }]) =>
      [name, { type: value ? 'string' : 'boolean', multiple: true, ...(short ? { short } : {}) }] as const,
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types),
    allowPositionals: true,
    // The messages of node:util take several sentences; ours take one and name the nearest option.
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  const options = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, inlineValue } = token;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) throw unknownOption(rawName, Object.keys(specs));
    const given = options.get(name) ?? [];
    if (given.length > 0 && !spec.multiple) throw new UsageError(`option --${name} was given twice`);
    // The next option is no value, unless the user has written it behind "=".
    const isValue = inlineValue || !token.value?.startsWith('--');
    options.set(name, [...given, checkedValue(name, spec, token.value, isValue)]);
  }
  return { positionals, options };
}

function unknownOption(given: string, names: readonly string[]): UsageError {
  const known = names.map((name) => `--${name}`);
  // One letter is as near to every other letter: no name is more likely than the others.
  const hint = given.startsWith('--') ? didYouMean(given, known) : `; there are ${known.join(', ')}`;
  return new UsageError(`unknown option ${given}${hint}`);
}

function checkedValue(name: string, spec: OptionSpec, value: string | undefined, isValue: boolean): string {
  if (!spec.value) {
    if (value === undefined) return '';
    throw new UsageError(`expected no value for --${name} but received ${value}`);
  }
  if (value && isValue) return value;
  throw new UsageError(
    `expected a value for --${name} but received ${value || 'none'}: write --${name} ${spec.value}`,
  );
}
