// What `npm run bench` checks before it builds native code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { checkArguments } from '../../src/check-arguments.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
let printed: string[] = [];
let refused: string[] = [];
beforeEach(() => {
  printed = [];
  refused = [];
  jest.spyOn(console, 'log').mockImplementation((text) => void printed.push(text));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => refused.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the arguments of npm run bench', () => {
  it.each(['--help', '-h'])('should be a question for help: %s', async (option) => {
    expect(await checkArguments([option])).toBe(0);
    expect(printed).toEqual([expect.stringMatching(/^Usage: npm run bench -- /)]);
  });

  it('should be accepted without a word, and a report from before be kept', async () => {
    const page = folder.write('page.html', 'measured before');
    expect(await checkArguments(['--case', 'noop', '--report', page])).toBeUndefined();
    expect(readFileSync(page, 'utf8')).toBe('measured before');
    expect([printed, refused]).toEqual([[], []]);
  });

  it.each([
    [['--help', 'noop'], 'unexpected argument noop beside --help'],
    [['--help', '--json'], 'unexpected argument --json beside --help'],
    [['noop'], 'unexpected argument noop'],
    [['--rouns', '5'], 'unknown option --rouns; did you mean --rounds?'],
    [['--rounds', '4'], 'expected an integer from 5 to 1000 for --rounds but received 4'],
    [['--against', join(folder.path, 'none')], 'there is no such folder'],
    [['--report', '/nowhere/page.html'], 'the report cannot be written'],
  ])('should be refused: %j', async (args, message) => {
    expect(await checkArguments(args)).toBe(1);
    expect(printed).toEqual([]);
    expect(refused).toEqual([expect.stringContaining(message)]);
    expect(refused[0]).toMatch(/^bench: [^\n]+\n$/);
  });
});
