// A literal is read, or an error with its place: nothing else, whatever the text is.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pythonLiteral } from '../../src/yolo/python-literal.js';

describe('pythonLiteral', () => {
  it.each<[string, unknown]>([
    [
      "{0: 'person', 1: 'traffic light'}",
      new Map([
        [0, 'person'],
        [1, 'traffic light'],
      ]),
    ],
    [
      `{0: "men's", 1: 'a "b"', 2: 'it\\'s'}`,
      new Map([
        [0, "men's"],
        [1, 'a "b"'],
        [2, "it's"],
      ]),
    ],
    ['[640, 480]', [640, 480]],
    ['(17, 3)', [17, 3]],
    ['(1,)', [1]],
    ['(1)', 1],
    ['()', []],
    ['[1, 2,]', [1, 2]],
    ['{}', new Map()],
    [' True ', true],
    ['False', false],
    ['None', null],
    ['-1.5e-3', -0.0015],
    ['1_000', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ["'a' 'b'", 'ab'],
    [`'\\x41\\u00e9\\U0001F600\\101\\n\\q'`, 'Aé😀A\n\\q'],
    ["'ü 漢'", 'ü 漢'],
    [
      "{'nms': False, 'half': True, 'batch': 1}",
      new Map<string, unknown>([
        ['nms', false],
        ['half', true],
        ['batch', 1],
      ]),
    ],
  ])('%s', (text, value) => {
    expect(pythonLiteral(text)).toEqual(value);
  });

  it.each<[string, string]>([
    ['', 'Expected a literal of a Python literal at character 1 but received the end'],
    ['{0: person}', 'Expected a literal of a Python literal at character 5 but received `person}`'],
    ["{0: 'person'", "Expected ',' or '}' of a Python literal at character 13 but received the end"],
    ["{0 'person'}", "Expected ':' of a Python literal at character 4 but received `'person'}`"],
    ["'person", "Expected the end of a string (') of a Python literal at character 8 but received the end"],
    ['[1, 2', "Expected ',' or ']' of a Python literal at character 6 but received the end"],
    ['[1,, 2]', 'Expected a literal of a Python literal at character 4 but received `, 2]`'],
    ['1 2', 'Expected the end of a Python literal at character 3 but received `2`'],
    ['012', 'Expected a number without leading zeros, before this,'],
    ['1__0', 'Expected a number without leading zeros, before this,'],
    ['12abc', 'Expected the end of a number of a Python literal at character 3 but received `abc`'],
    ['9007199254740993', 'Expected a smaller integer, before this,'],
    ['{[1]: 2}', 'Expected a key that is a str or a number, before this,'],
    ["'''a'''", 'Expected a string of one line'],
    ["'\\x4'", 'Expected 2 hexadecimal digits of a character'],
    ["'\\N{BULLET}'", 'Expected another escape'],
    ["b'x'", 'Expected a literal of a Python literal at character 1'],
    ['true', 'Expected a literal'],
    ["__import__('os').system('true')", 'Expected a literal of a Python literal at character 1'],
    ['('.repeat(100_000), 'Expected a literal that is not so deep'],
  ])('refuses %.40s', (text, message) => {
    expect(() => pythonLiteral(text)).toThrow(message);
  });

  it('gives a value or a SyntaxError for texts that are damaged', () => {
    const whole = "{0: 'person', 1: \"men's\", 'kpt': (17, 3), 'x': [True, None, -1.5e3]}";
    const seed = Date.now() % 2 ** 31;
    process.stdout.write(`damaged literals: seed ${seed}\n`);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 });
    const property = fc.property(damage, (flips) => {
      const bytes = Buffer.from(whole);
      for (const [at, bit] of flips) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      try {
        pythonLiteral(bytes.toString('latin1'));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    });
    fc.assert(property, { numRuns: 2000, seed });
  });
});
