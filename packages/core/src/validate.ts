// One form of sentence for every wrong argument: Expected X for `name` but received Y.

/** `value` as it reads in a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0
      ? 'an empty object'
      : `an object with ${keys.map((key) => `\`${key}\``).join(', ')}`;
  }
  return String(value);
}

/** The sentence for a wrong argument. */
export function expected(what: string, name: string, value: unknown): string {
  return `Expected ${what} for \`${name}\` but received ${describe(value)}`;
}

/** The one of `known` that is spelled most like `name`, if any is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/**
 * Throws for an option that does not exist, naming the nearest that does.
 *
 * @param of what takes the options, for the message
 * @throws TypeError
 */
export function assertKnownOptions(of: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(expected(`an object with options of ${of}`, 'options', options));
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new TypeError(
      `${of} has no option \`${name}\`${meant ? `: did you mean \`${meant}\`?` : `. Its options are ${known.join(', ')}.`}`,
    );
  }
}

// Levenshtein's, one row at a time; two neighbours that have changed places are one mistake.
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] as number) + 1 : substituted;
      next.push(Math.min(substituted, swapped, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] as number;
}

/**
 * Throws unless it is a model. Not by class, because the device may come with a copy of this package of its own.
 *
 * @throws TypeError
 */
export function assertModel(model: unknown): void {
  if (typeof model === 'object' && model !== null && 'open' in model && 'inputs' in model) return;
  throw new TypeError(
    `${expected("a device's model", 'model', model)}. Make one with loadModel or createModel.`,
  );
}

/** Throws a RangeError unless it is an integer that is large enough. */
export function assertInteger(name: string, value: unknown, least: number): void {
  const what = Number.isFinite(least) ? `an integer ≥ ${least}` : 'an integer';
  assertIntegerBetween(what, name, value, least, Number.POSITIVE_INFINITY);
}

/** Throws a RangeError, which expects `what`, unless it is an integer from `least` to `most`. */
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

/** Throws a RangeError unless it is a time in ms that comes to an end. */
export function assertTime(name: string, value: unknown): void {
  if (Number.isFinite(value) && (value as number) >= 0) return;
  throw new RangeError(expected('a finite number of milliseconds ≥ 0', name, value));
}

/** Throws a RangeError unless it is a number from 0 to 1. */
export function assertProbability(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw new RangeError(expected('a number from 0 to 1', name, value));
}

/** Throws a TypeError unless it is an array. */
export function assertList(what: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError(expected(what, name, value));
}

/** Throws a TypeError, which expects `what`, unless it is of this type or left out. */
export function assertOptional(
  what: string,
  name: string,
  value: unknown,
  type: 'function' | 'string',
): void {
  if (value !== undefined && typeof value !== type) throw new TypeError(expected(what, name, value));
}

/** Throws a TypeError unless it is one of these; `more` says what else it could have been. */
export function assertOneOf(values: readonly string[], name: string, value: unknown, more = ''): void {
  if (values.includes(value as string)) return;
  throw new TypeError(expected(`${values.map((each) => `'${each}'`).join(', ')}${more}`, name, value));
}
