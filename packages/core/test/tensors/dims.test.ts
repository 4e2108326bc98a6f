// Which dims an input or output takes.
import { describe, expect, it } from '@jest/globals';
import { dimsOfLength, dimsText, fitsDims, isDynamic } from '../../src/tensors/dims.js';

describe('dims', () => {
  it.each([
    [[1, 5, 2], [1, -1, 2], true],
    [[1, 0, 2], [1, -1, 2], true],
    [[2, 5, 2], [1, -1, 2], false],
    [[1, 5], [1, -1, 2], false],
    [[1, -1, 2], [1, -1, 2], false],
    [[1, 1.5, 2], [1, -1, 2], false],
    [[], [], true],
    // Not even the number of dimensions is known.
    [[], [-2], true],
    [[0, 7, 3], [-2], true],
    [[-2], [-2], false],
    [[1, -1], [-2], false],
  ])('%j for %j: %j', (dims, declared, fits) => {
    expect(fitsDims(dims, declared)).toBe(fits);
  });

  it('are dynamic where a size is not known', () => {
    expect([[1, 2], [], [0], [-1, 2], [-2]].map((dims) => isDynamic({ dims }))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('come from a length where that leaves one possibility', () => {
    expect(dimsOfLength([1, -1, 2], 6)).toEqual([1, 3, 2]);
    for (const elements of [0, 1, 4]) expect(dimsOfLength([-2], elements)).toBeUndefined();
  });

  it('as a text', () => {
    expect(dimsText({ dims: [1, -1, -1], dimNames: [undefined, 'len', undefined] })).toBe('[1, len, -1]');
    expect(dimsText({ dims: [-2] })).toBe('[...]');
  });
});
