import { describe, expect, it } from '@jest/globals';
import { helpOption, type OptionSpecs, parseOptions, UsageError } from '../../src/options/index.js';

const specs: OptionSpecs = {
  input: { value: 'FILE', multiple: true, help: '' },
  'execute-times': { value: 'N', help: '' },
  json: { help: '' },
  help: helpOption,
};
const read = (...args: string[]) => {
  const { positionals, options } = parseOptions(args, specs);
  return { positionals, options: Object.fromEntries(options) };
};

describe('parseOptions', () => {
  it('should read options and positional arguments in any order', () => {
    expect(read('a', '--json', 'b', '--execute-times', '3', 'c')).toEqual({
      positionals: ['a', 'b', 'c'],
      options: { json: [''], 'execute-times': ['3'] },
    });
  });

  it('should keep the values of an option that may be given several times, in their order', () => {
    expect(read('--input', 'b', '--input=a', '--input', 'c').options).toEqual({ input: ['b', 'a', 'c'] });
  });

  it('should take a value that begins with a dash, and behind "=" one that looks like an option', () => {
    expect(read('--execute-times', '-3').options).toEqual({ 'execute-times': ['-3'] });
    expect(read('--input=--json').options).toEqual({ input: ['--json'] });
    expect(read('--input', '-').options).toEqual({ input: ['-'] });
  });

  it('should take what stands behind -- for positional', () => {
    expect(read('--json', '--', '--input', '-h')).toEqual({
      positionals: ['--input', '-h'],
      options: { json: [''] },
    });
  });

  it('should know the short form of an option', () => {
    expect(read('-h').options).toEqual({ help: [''] });
  });

  it('should find nothing on an empty line', () => {
    expect(read()).toEqual({ positionals: [], options: {} });
  });

  it.each([
    ['--inptu a', 'unknown option --inptu; did you mean --input?'],
    ['--INPUT a', 'unknown option --INPUT; did you mean --input?'],
    ['--execute-time 3', 'unknown option --execute-time; did you mean --execute-times?'],
    ['--zzzzzzzzzzzzz', 'unknown option --zzzzzzzzzzzzz; there are --input, --execute-times, --json, --help'],
    ['-x', 'unknown option -x; there are --input, --execute-times, --json, --help'],
    ['--constructor', 'unknown option --constructor; there are --input, --execute-times, --json, --help'],
    ['--execute-times', 'expected a value for --execute-times but received none: write --execute-times N'],
    ['--execute-times=', 'expected a value for --execute-times but received none: write --execute-times N'],
    ['--input --json', 'expected a value for --input but received --json: write --input FILE'],
    ['--json=yes', 'expected no value for --json but received yes'],
    ['--execute-times 1 --execute-times 2', 'option --execute-times was given twice'],
    ['-h --help', 'option --help was given twice'],
  ])('should refuse %s', (line, message) => {
    expect(() => read(...line.split(' '))).toThrow(new UsageError(message));
  });

  it('should refuse with the errors of the class that it exports', () => {
    expect(() => read('--none')).toThrow(UsageError);
  });
});
