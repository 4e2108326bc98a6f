// Reads a literal of Python, as ONNX metadata of Ultralytics' exports have them: {0: 'person'}, [640, 640], (17, 3), True, None, 1e-5.
// Nothing is evaluated: a text is a literal, or an error.

/** What a literal may be. Lists and tuples become arrays, dicts Maps, bytes and complex numbers nothing. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | ReadonlyMap<PythonValue, PythonValue>;

const deepest = 32;
const names = new Map<string, PythonValue>([
  ['True', true],
  ['False', false],
  ['None', null],
]);
const escapes = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\n', ''],
]);
const hexEscapes = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const space = /[ \t\r\n\f]*/y;
const number = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_]\w*/y;

/**
 * @throws SyntaxError with the place, for anything but one literal: a str, int, float, bool, None, or a dict, list or tuple of such
 */
export function pythonLiteral(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): PythonValue {
    if (depth > deepest) throw this.#wrong('a literal that is not so deep');
    this.#skip();
    const first = this.text[this.#at] ?? '';
    if (first === '{') return this.#dict(depth);
    if (first === '[') return this.#list(']', depth).values;
    if (first === '(') return this.#tuple(depth);
    if (first === "'" || first === '"') return this.#strings();
    const digits = this.#match(number);
    if (digits !== undefined) return this.#number(digits);
    const begin = this.#at;
    const name = names.get(this.#match(word) ?? '');
    if (name !== undefined) return name;
    this.#at = begin;
    throw this.#wrong('a literal');
  }

  end(): void {
    this.#skip();
    if (this.#at < this.text.length) throw this.#wrong('the end');
  }

  #dict(depth: number): ReadonlyMap<PythonValue, PythonValue> {
    const entries = new Map<PythonValue, PythonValue>();
    this.#at += 1;
    while (!this.#take('}')) {
      const key = this.value(depth + 1);
      if (typeof key === 'object' && key !== null)
        throw this.#wrong('a key that is a str or a number, before this,');
      if (!this.#take(':')) throw this.#wrong("':'");
      entries.set(key, this.value(depth + 1));
      if (this.#take(',')) continue;
      if (!this.#take('}')) throw this.#wrong("',' or '}'");
      break;
    }
    return entries;
  }

  #list(end: ']' | ')', depth: number): { values: PythonValue[]; hasComma: boolean } {
    const values: PythonValue[] = [];
    let hasComma = false;
    this.#at += 1;
    while (!this.#take(end)) {
      values.push(this.value(depth + 1));
      hasComma = this.#take(',');
      if (hasComma) continue;
      if (!this.#take(end)) throw this.#wrong(`',' or '${end}'`);
      break;
    }
    return { values, hasComma };
  }

  // (1) is 1, (1,) is a tuple.
  #tuple(depth: number): PythonValue {
    const { values, hasComma } = this.#list(')', depth);
    return values.length === 1 && !hasComma ? (values[0] as PythonValue) : values;
  }

  // Strings beside each other are one.
  #strings(): string {
    let whole = '';
    while (this.text[this.#at] === "'" || this.text[this.#at] === '"') {
      whole += this.#string();
      this.#skip();
    }
    return whole;
  }

  #string(): string {
    const quote = this.text[this.#at] ?? '';
    // '' is empty; ''' would begin another kind of string.
    if (this.text.startsWith(quote.repeat(3), this.#at)) throw this.#wrong('a string of one line');
    this.#at += 1;
    let value = '';
    while (true) {
      const character = this.text[this.#at];
      if (character === undefined || character === '\n') throw this.#wrong(`the end of a string (${quote})`);
      this.#at += 1;
      if (character === quote) return value;
      value += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const kind = this.text[this.#at] ?? '';
    const digits = hexEscapes.get(kind);
    if (digits !== undefined) {
      const hex = this.text.slice(this.#at + 1, this.#at + 1 + digits);
      const code = /^[\da-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN;
      if (!(code <= 0x10ffff)) throw this.#wrong(`${digits} hexadecimal digits of a character`);
      this.#at += 1 + digits;
      return String.fromCodePoint(code);
    }
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.#at, this.#at + 3))?.[0];
    if (octal !== undefined) {
      this.#at += octal.length;
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    // Names of characters would need a table of them.
    if (kind === 'N' || kind === '') throw this.#wrong('another escape');
    this.#at += 1;
    // Python leaves an escape that it does not know as it is.
    return escapes.get(kind) ?? `\\${kind}`;
  }

  #number(digits: string): number {
    const value = Number(digits.replaceAll('_', ''));
    const isInteger = !/[.eE]/.test(digits);
    const follows = this.text[this.#at] ?? '';
    if (/[\w.]/.test(follows)) throw this.#wrong('the end of a number');
    if (/_(?!\d)|^[+-]?0\d/.test(digits) && isInteger)
      throw this.#wrong('a number without leading zeros, before this,');
    if (isInteger && !Number.isSafeInteger(value)) throw this.#wrong('a smaller integer, before this,');
    return value;
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skip(): void {
    this.#match(space);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #wrong(what: string): SyntaxError {
    const found = this.text.slice(this.#at, this.#at + 12);
    const rest = found === '' ? 'the end' : `\`${found}\``;
    return new SyntaxError(
      `Expected ${what} of a Python literal at character ${this.#at + 1} but received ${rest}`,
    );
  }
}
