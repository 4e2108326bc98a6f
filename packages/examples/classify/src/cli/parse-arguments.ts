import { parseArgs } from 'node:util';
import { nearest } from '@ascend-rx/core';
import { UsageError } from './usage-error.js';

/** What stands on a command line: options as text, flags, and the rest. */
export interface ParsedArguments {
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/**
 * Reads a command line against a list of names. node:util does the splitting; the checks are made
 * here, so that a message can name the option that was probably meant.
 *
 * @throws UsageError for an unknown option, one without its value, a flag with one
 */
export function parseArguments(
  args: readonly string[],
  known: { readonly values: readonly string[]; readonly flags: readonly string[] },
): ParsedArguments {
  const names = [...known.values, ...known.flags];
  const options = Object.fromEntries([
    ...known.values.map((name) => [name, { type: 'string' as const }]),
    ...known.flags.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!names.includes(name)) {
      const meant = rawName.startsWith('--') ? nearest(name, names) : undefined;
      throw new UsageError(
        `unknown option ${rawName}${meant ? `, did you mean --${meant}?` : ' (see --help)'}`,
      );
    }
    if (known.flags.includes(name)) {
      if (value !== undefined) throw new UsageError(`expected no value for --${name} but received ${value}`);
      flags.add(name);
    } else if (value === undefined || value === '' || (!inlineValue && value.startsWith('--'))) {
      throw new UsageError(`expected a value for --${name} but received ${value || 'none'}`);
    } else {
      values.set(name, value);
    }
  }
  return { values, flags, positionals };
}
