import { parseArgs } from 'node:util';
import { CliError } from './cli-error.js';
import type { OptionSpec } from './command.js';
import { didYouMean } from './did-you-mean.js';

/** The options that were given: their values in the order given; none for an option without a value. */
export type OptionValues = ReadonlyMap<string, readonly string[]>;

/** What stands on a command line. */
export interface Arguments {
  positionals: readonly string[];
  options: OptionValues;
}

/**
 * Reads a command line. Everything after `--` is positional.
 *
 * @param args without program and command
 * @param specs the options there are
 * @throws CliError for an option that is unknown, lacks its value, has one too many or comes twice
 */
export function parseOptions(
  args: readonly string[],
  specs: Readonly<Record<string, OptionSpec>>,
): Arguments {
  const types = Object.entries(specs).map(
    ([name, { value }]) => [name, { type: value ? 'string' : 'boolean', multiple: true }] as const,
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types),
    allowPositionals: true,
    // Its own complaints take several sentences; ours take one and name the nearest option.
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  const options = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) {
      const known = Object.keys(specs).map((each) => `--${each}`);
      throw new CliError(`unknown option ${rawName}${didYouMean(rawName, known)}`);
    }
    const given = options.get(name) ?? [];
    if (given.length > 0 && !spec.multiple) throw new CliError(`option ${rawName} was given twice`);
    if (!spec.value && value !== undefined) throw new CliError(`option ${rawName} takes no value`);
    if (spec.value && (value === undefined || value === '' || (!inlineValue && value.startsWith('--')))) {
      throw new CliError(`option ${rawName} needs a value: ${rawName} ${spec.value}`);
    }
    options.set(name, [...given, value ?? '']);
  }
  return { positionals, options };
}
