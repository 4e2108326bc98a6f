import { expect, it } from '@jest/globals';
import { sample } from '../../.tools/check/clang-tidy.mjs';

it('should analyse every file in as many commits as the share says', () => {
  const all = Array.from({ length: 10 }, (_, index) => index);
  const parts = [7, 8, 9, 10].map((revision) => sample(all, 4, revision));
  expect(parts.flat().sort((a, b) => a - b)).toEqual(all);
  expect(parts.map(({ length }) => length).sort()).toEqual([2, 2, 3, 3]);
});

it('should analyse all files where no share is asked for', () => {
  expect(sample(['a', 'b', 'c'], 1, 12345)).toEqual(['a', 'b', 'c']);
});
