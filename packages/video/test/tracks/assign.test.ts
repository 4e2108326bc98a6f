import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assign, type Pair } from '../../src/tracks/assign.js';

/** Every way to pair rows with columns. */
function best(costs: number[][]): { pairs: number; sum: number } {
  const columns = costs[0]?.length ?? 0;
  let found = { pairs: 0, sum: 0 };
  const visit = (row: number, used: Set<number>, pairs: number, sum: number) => {
    if (row === costs.length) {
      if (pairs > found.pairs || (pairs === found.pairs && sum < found.sum)) found = { pairs, sum };
      return;
    }
    visit(row + 1, used, pairs, sum);
    for (let column = 0; column < columns; column += 1) {
      const cost = costs[row]?.[column] as number;
      if (used.has(column) || cost === Infinity) continue;
      visit(row + 1, new Set(used).add(column), pairs + 1, sum + cost);
    }
  };
  visit(0, new Set(), 0, 0);
  return found;
}

const sumOf = (costs: number[][], pairs: readonly Pair[]) =>
  pairs.reduce((sum, [row, column]) => sum + (costs[row]?.[column] as number), 0);

describe('assign', () => {
  it('should find as many pairs, and as cheap ones, as trying every way does', () => {
    const cost = fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 20 }));
    const matrix = fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(cost, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(matrix, (costs) => {
        const pairs = assign(costs);
        expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
        expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
        expect({ pairs: pairs.length, sum: sumOf(costs, pairs) }).toEqual(best(costs));
      }),
      { numRuns: 500 },
    );
  });

  it('should not take the nearest first where that costs another more', () => {
    expect(
      assign([
        [0, 1],
        [0.1, 10],
      ]),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('should solve 300 crowds of two in the time of small ones', () => {
    const costs = Array.from({ length: 600 }, (_, row) =>
      Array.from({ length: 600 }, (_, column) =>
        row >> 1 === column >> 1 ? Math.abs(row - column) : Infinity,
      ),
    );
    const pairs = assign(costs);
    expect(pairs).toHaveLength(600);
    expect(sumOf(costs, pairs)).toBe(0);
  });
});
