import { describe, expect, it } from '@jest/globals';
import { LineCounter } from '../../src/tracks/line-counter.js';
import type { Track } from '../../src/tracks/track.js';
import { ZoneCounter } from '../../src/tracks/zone-counter.js';

/** A track of 20 × 20 pixels around x, y. */
function track(id: number, x: number, y: number, time = 0, classId = 0): Track {
  const box = [x - 10, y - 10, x + 10, y + 10] as const;
  return { id, box, classId, time, velocity: [0, 0], score: 1, hits: 1, since: 0, lastSeen: time };
}

describe('LineCounter', () => {
  const line = () => new LineCounter({ from: [100, 0], to: [100, 100] });

  it('should count who crosses, by side and class', () => {
    const counter = line();
    expect(counter.update([track(1, 50, 50), track(2, 150, 20, 0, 3)])).toEqual([]);
    // Down the screen, the left side is at its right.
    expect(counter.update([track(1, 150, 50, 1), track(2, 50, 20, 1, 3)])).toEqual([
      { id: 1, classId: 0, to: 'left', time: 1 },
      { id: 2, classId: 3, to: 'right', time: 1 },
    ]);
    expect([counter.count('left'), counter.count('left', 3), counter.count('right', 3)]).toEqual([1, 0, 1]);
  });

  it('should count nobody who goes round an end, or whose way only meets the endless line', () => {
    const counter = line();
    counter.update([track(1, 50, 150), track(2, 90, -90)]);
    expect(counter.update([track(1, 150, 150), track(2, 150, 10)])).toEqual([]);
  });

  it('should count once who trembles on the line', () => {
    const counter = line();
    const ways = [80, 99, 101, 99.5, 101.9, 98.5, 120, 99, 101, 130];
    expect(ways.flatMap((x) => counter.update([track(1, x, 50)])).map(({ to }) => to)).toEqual(['left']);
  });

  it('should count who turns back twice', () => {
    const counter = line();
    expect([80, 120, 80].flatMap((x) => counter.update([track(1, x, 50)])).map(({ to }) => to)).toEqual([
      'left',
      'right',
    ]);
  });

  it('should count who is not seen while it crosses', () => {
    const counter = line();
    counter.update([track(1, 20, 50)]);
    counter.update([]);
    expect(counter.update([track(1, 180, 50)])).toHaveLength(1);
  });

  it('should count who has waited on the line for minutes', () => {
    const counter = line();
    counter.update([track(1, 20, 50, 0)]);
    // Another one makes the counter look for what it may forget.
    for (let time = 1; time < 300; time += 1)
      counter.update([track(1, 100, 50, time), track(2, 180, 50, time)]);
    expect(counter.update([track(1, 180, 50, 300)])).toMatchObject([{ id: 1, to: 'left' }]);
  });

  it('should look at the lower edge, if asked', () => {
    const counter = new LineCounter({ from: [0, 100], to: [200, 100], anchor: 'bottom' });
    counter.update([track(1, 50, 80)]);
    expect(counter.update([track(1, 50, 95)])).toMatchObject([{ to: 'right' }]);
  });

  it('should forget who has not come for long', () => {
    const counter = line();
    counter.update([track(1, 50, 50, 0)]);
    counter.update([track(2, 50, 50, 100)]);
    expect(counter.update([track(1, 150, 50, 101)])).toEqual([]);
  });

  it.each([
    [{ from: [0], to: [1, 1] }, /two finite numbers x, y for `from`/],
    [{ from: [0, 0], to: [0, Number.NaN] }, /`to`/],
    [{ from: [1, 1], to: [1, 1] }, /two points for `from` and `to`/],
    [{ from: [0, 0], to: [1, 1], anchor: 'top' }, /one of 'center', 'bottom' for `anchor`/],
    [{ from: [0, 0], to: [1, 1], margin: -1 }, /`margin`/],
  ])('should refuse %j', (options, message) => {
    expect(() => new LineCounter(options as never)).toThrow(message);
  });
});

describe('ZoneCounter', () => {
  // An L: the square at its upper right is outside.
  const zone = () =>
    new ZoneCounter({
      polygon: [
        [0, 0],
        [50, 0],
        [50, 50],
        [100, 50],
        [100, 100],
        [0, 100],
      ],
    });

  it('should say who is inside, and who goes in and out', () => {
    const counter = zone();
    expect(counter.update([track(1, 25, 25), track(2, 75, 25), track(3, 200, 25)])).toEqual([]);
    expect(counter.inside.map(({ id }) => id)).toEqual([1]);
    expect(counter.update([track(1, 75, 25, 2), track(2, 75, 75, 2, 5), track(3, 200, 25, 2)])).toEqual([
      { type: 'leave', id: 1, classId: 0, time: 2, seconds: 2 },
      { type: 'enter', id: 2, classId: 5, time: 2 },
    ]);
    expect({
      inside: counter.inside.map(({ id }) => id),
      entered: counter.entered,
      left: counter.left,
    }).toEqual({
      inside: [2],
      entered: 1,
      left: 1,
    });
  });

  it('should not count who is not seen for a while and is still inside', () => {
    const counter = zone();
    counter.update([track(1, 25, 25, 0)]);
    counter.update([]);
    expect(counter.inside).toEqual([]);
    expect(counter.update([track(1, 26, 25, 1)])).toEqual([]);
    expect(counter.update([track(1, 75, 25, 3)])).toMatchObject([{ type: 'leave', seconds: 3 }]);
  });

  it.each([
    [
      {
        polygon: [
          [0, 0],
          [1, 1],
        ],
      },
      /three points or more for `polygon`/,
    ],
    [{ polygon: [[0, 0], [1, 1], [2]] }, /two finite numbers x, y for `polygon\[2\]`/],
    [
      {
        polygon: [
          [0, 0],
          [1, 1],
          [2, 2],
        ],
        anchor: '',
      },
      /`anchor`/,
    ],
    [{}, /three points or more/],
  ])('should refuse %j', (options, message) => {
    expect(() => new ZoneCounter(options as never)).toThrow(message);
  });
});
