// Checks of arguments. Each throws one form of sentence: Expected X for `name` but received Y.
import { expected } from './expected.js';

/** Throws a RangeError unless `value` is an integer of at least `least`. */
export function assertInteger(name: string, value: unknown, least: number): void {
  const what = Number.isFinite(least) ? `an integer ≥ ${least}` : 'an integer';
  assertIntegerBetween(what, name, value, least, Number.POSITIVE_INFINITY);
}

/** Throws a RangeError unless `value` is an integer from `least` to `most`; `what` says so in the message. */
export function assertIntegerBetween(
  what: string,
  name: string,
  value: unknown,
  least: number,
  most: number,
): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  throw new RangeError(expected(what, name, value));
}

/** Throws a RangeError unless `value` is a finite number of milliseconds ≥ 0. */
export function assertTime(name: string, value: unknown): void {
  if (Number.isFinite(value) && (value as number) >= 0) return;
  throw new RangeError(expected('a finite number of milliseconds ≥ 0', name, value));
}

/** Throws a RangeError unless `value` is a number from 0 to 1. */
export function assertProbability(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw new RangeError(expected('a number from 0 to 1', name, value));
}

/** Throws a TypeError unless `value` is an array; `what` says of what, in the message. */
export function assertList(what: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError(expected(what, name, value));
}

/** Throws a TypeError unless `value` is of this type or undefined; `what` names the type in the message. */
export function assertOptional(
  what: string,
  name: string,
  value: unknown,
  type: 'function' | 'string',
): void {
  if (value !== undefined && typeof value !== type) throw new TypeError(expected(what, name, value));
}

/** Throws a TypeError unless `value` is one of `values`; `more` names other possibilities in the message. */
export function assertOneOf(values: readonly string[], name: string, value: unknown, more = ''): void {
  if (values.includes(value as string)) return;
  throw new TypeError(expected(`one of ${values.map((each) => `'${each}'`).join(', ')}${more}`, name, value));
}
