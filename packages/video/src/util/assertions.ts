// Checks of options. Each throws one form of sentence: Expected X for `name` but received Y.
import { expected } from '@ascend-rx/core/device';

/** Throws a TypeError unless `value` is one of `values`, or undefined. */
export function assertOneOf(name: string, value: unknown, values: readonly string[]): void {
  if (value === undefined || values.includes(value as string)) return;
  throw new TypeError(expected(`one of ${values.map((each) => `'${each}'`).join(', ')}`, name, value));
}

/** Throws a RangeError unless `value` is a number from `least` to `most`, or undefined. */
export function assertNumber(name: string, value: unknown, least: number, most: number, whole = true): void {
  if (value === undefined) return;
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (fits && (!whole || Number.isInteger(value))) return;
  throw new RangeError(
    expected(`${whole ? 'an integer' : 'a number'} from ${least} to ${most}`, name, value),
  );
}

/** Throws a TypeError unless `value` is a boolean, or undefined. */
export function assertBoolean(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new TypeError(expected('true or false', name, value));
}

/** Throws a TypeError unless `value` is a function, or undefined. */
export function assertFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw new TypeError(expected('a function', name, value));
}
