import type { OptionValues } from './parse-options.js';
import { UsageError } from './usage-error.js';

/** What the value of an integer option may be. Both bounds are inclusive. */
export interface IntegerRange<Default = number> {
  readonly min: number;
  /** Absent: `Number.MAX_SAFE_INTEGER`. */
  readonly max?: number;
  /** The value of an option that was not given. */
  readonly default: Default;
}

/** @throws UsageError if the option was given and is not an integer in its range */
export function integerOption<Default = number>(
  options: OptionValues,
  name: string,
  range: IntegerRange<Default>,
): number | Default {
  const text = options.get(name)?.at(-1);
  if (text === undefined) return range.default;
  const { min, max = Number.MAX_SAFE_INTEGER } = range;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  // A message names the largest safe integer only where the value is greater.
  const isOpen = range.max === undefined && !(value > max);
  const expected = isOpen ? `an integer ≥ ${min}` : `an integer from ${min} to ${max}`;
  throw new UsageError(`expected ${expected} for --${name} but received ${text}`);
}
