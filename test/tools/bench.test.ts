import { describe, expect, it } from '@jest/globals';
import { excesses, shortfalls } from '../../.tools/check/bench.mjs';

const cases = [
  { name: 'noop', ratio: { onnxruntimeNode: 5, recipe: 0.9 } },
  { name: 'pool', ratio: { onnxruntimeNode: 1.2 } },
];

describe('the floors of the benchmark', () => {
  it('are kept by what is at or above them', () => {
    expect(
      shortfalls(cases, { noop: { onnxruntimeNode: 5, recipe: 0.5 }, pool: { onnxruntimeNode: 1 } }),
    ).toEqual([]);
  });

  it('find what is below, and by how much', () => {
    expect(shortfalls(cases, { noop: { onnxruntimeNode: 6, recipe: 0.5 } })).toEqual([
      'noop is 5.00 of onnxruntimeNode, at least 6 is expected',
    ]);
  });

  it('find what was not measured: no case, no such peer, no number', () => {
    expect(shortfalls(cases, { soak: { recipe: 1 }, pool: { recipe: 1 } })).toEqual([
      'soak is not measured of recipe, at least 1 is expected',
      'pool is not measured of recipe, at least 1 is expected',
    ]);
    expect(
      shortfalls([{ name: 'noop', ratio: { recipe: Number.NaN } }], { noop: { recipe: 1 } }),
    ).toHaveLength(1);
  });
});

describe('the ceilings of the benchmark', () => {
  const startup = [{ name: 'startup', ratio: {}, ours: { importMs: 40 } }];

  it('are kept by what is at or below them, and find what is above or was not measured', () => {
    expect(excesses(startup, { startup: { importMs: 40 } })).toEqual([]);
    expect(excesses(startup, { startup: { importMs: 39, openMs: 1 } })).toEqual([
      'importMs of startup is 40.0, at most 39 is expected',
      'openMs of startup is not measured, at most 1 is expected',
    ]);
  });
});
