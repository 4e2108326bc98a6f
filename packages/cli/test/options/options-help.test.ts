import { expect, it } from '@jest/globals';
import { helpOption, optionsHelp } from '../../src/options/index.js';

it('optionsHelp should align all groups, with an empty line between them', () => {
  const first = { labels: { value: 'FILE', help: 'one label per line\n(without: numbers)' } };
  const second = { json: { help: 'print JSON' }, help: helpOption };
  expect(optionsHelp(first, second).split('\n')).toEqual([
    '  --labels FILE  one label per line',
    '                 (without: numbers)',
    '',
    '  --json         print JSON',
    '  --help, -h     print this text',
  ]);
});
