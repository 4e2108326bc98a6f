import { describe, expect, it } from '@jest/globals';
import { readBoxes } from '../src/training/read-boxes.js';

/** An output of two classes: a row for each number of a cell. */
function output(cells: readonly (readonly [number, number, number, number, number, number])[]): Float32Array {
  return Float32Array.from({ length: 6 * cells.length }, (_, i) => {
    const cell = cells[i % cells.length] as readonly number[];
    return cell[Math.floor(i / cells.length)] as number;
  });
}

describe('readBoxes', () => {
  const options = { score: 0.25, overlap: 0.7 };

  it('should read centre and size as corners, with the best class', () => {
    const [one, ...others] = readBoxes(
      output([
        [50, 40, 20, 10, 0.25, 0.5],
        [9, 9, 2, 2, 0.25, 0],
      ]),
      2,
      options,
    );
    expect(one).toEqual({ kind: 1, score: 0.5, box: [40, 35, 60, 45] });
    // Not above the least score.
    expect(others).toEqual([]);
  });

  it('should keep the better one of two boxes of a class, and both of two classes', () => {
    // 20 × 20, moved by 2 and by 4 columns: 360 / 440 and 320 / 480.
    const cells = [
      [50, 50, 20, 20, 0.5, 0],
      [52, 50, 20, 20, 0.75, 0],
      [54, 50, 20, 20, 0.375, 0],
      [52, 50, 20, 20, 0, 0.3125],
      [48, 50, 20, 20, 0.3125, 0],
    ] as const;
    // The second one takes the first and the third (360 / 440 each); the last one overlaps it by 320 / 480.
    expect(readBoxes(output(cells), 2, options).map(({ kind, score }) => [kind, score])).toEqual([
      [0, 0.75],
      [1, 0.3125],
      [0, 0.3125],
    ]);
    expect(readBoxes(output(cells), 2, { ...options, most: 1 })).toHaveLength(1);
  });
});
