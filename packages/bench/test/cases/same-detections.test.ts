import { describe, expect, it } from '@jest/globals';
import { assertSameDetections } from '../../src/cases/same-detections.js';
import type { FoundRow } from '../../src/protocol/video.js';

const a: FoundRow = [0, 0, 100, 100, 0.9, 1];
const moved: FoundRow = [0, 0, 100, 90, 0.8, 1]; // IoU 0.9
const weak: FoundRow = [300, 300, 400, 400, 0.3, 1];
const exact = { score: 0, iou: 0.95, share: 1 };

describe('what two contenders find', () => {
  it('should be the same within the tolerance, both ways', () => {
    expect(() => assertSameDetections([[a, weak], []], [[weak, a], []], exact)).not.toThrow();
    expect(() => assertSameDetections([[a]], [[moved]], { ...exact, iou: 0.9 })).not.toThrow();
    expect(() => assertSameDetections([[a, weak]], [[a]], { ...exact, score: 0.5 })).not.toThrow();
  });

  it.each([
    ['a box is elsewhere', [[a]], [[moved]]],
    ['ours has one more', [[a, weak]], [[a]]],
    ['theirs has one more', [[a]], [[a, weak]]],
    ['the class is another one', [[a]], [[[0, 0, 100, 100, 0.9, 2]]]],
    ['it is in another frame', [[a], []], [[], [a]]],
  ] as [string, FoundRow[][], FoundRow[][]][])('should differ if %s', (_, ours, theirs) => {
    expect(() => assertSameDetections(ours, theirs, exact)).toThrow(
      /different objects: 1 of [12] of one are not of the other, first in frame 0/,
    );
  });

  it('should be something: nothing is not the same as nothing', () => {
    expect(() => assertSameDetections([[]], [[]], exact)).toThrow('0 of 0');
  });

  it('should be of as many frames', () => {
    expect(() => assertSameDetections([[a]], [[a], [a]], exact)).toThrow('have read 1 and 2 frames');
  });
});
