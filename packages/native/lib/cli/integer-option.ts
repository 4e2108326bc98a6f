import { CliError } from './cli-error.js';
import type { OptionValues } from './parse-options.js';

/** What an option's number may be. Bounds are inclusive. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** @throws CliError if the option was given and is no integer in its range */
export function integerOption(options: OptionValues, name: string, range: IntegerRange): number {
  const text = options.get(name)?.[0];
  if (text === undefined) return range.default;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const { min, max } = range;
  const expected =
    max === Number.MAX_SAFE_INTEGER ? `an integer ≥ ${min}` : `an integer from ${min} to ${max}`;
  throw new CliError(`expected ${expected} for --${name} but received ${text}`);
}
