import { describe, expect, it } from '@jest/globals';
import type { Detected, Track } from '../../src/tracks/track.js';
import { Tracker } from '../../src/tracks/tracker.js';

/** A thing of 40 × 40 pixels around x, y. */
function at(x: number, y: number, score = 0.9, classId = 0): Detected {
  return { box: [x - 20, y - 20, x + 20, y + 20], score, classId };
}
const ids = (tracks: readonly Track[]) => tracks.map(({ id }) => id);

describe('Tracker', () => {
  it('should give the objects of the first frame an id at once, and later ones in their second frame', () => {
    const tracker = new Tracker();
    expect(ids(tracker.update([at(50, 50), at(200, 50)], 0))).toEqual([1, 2]);
    expect(ids(tracker.update([at(52, 50), at(202, 50), at(400, 50)], 0.04))).toEqual([1, 2]);
    const tracks = tracker.update([at(402, 50), at(54, 50)], 0.08);
    expect(ids(tracks)).toEqual([1, 3]);
    expect(tracks[1]).toMatchObject({ hits: 2, since: 0.04, lastSeen: 0.08, time: 0.08 });
  });

  it('should begin no track with a thing that is seen once, or has a score below newScore', () => {
    const tracker = new Tracker();
    tracker.update([], 0);
    expect(tracker.update([at(50, 50), at(300, 50, 0.55)], 0.04)).toEqual([]);
    expect(tracker.update([at(300, 50, 0.55)], 0.08)).toEqual([]);
    expect(tracker.update([at(50, 50), at(300, 50, 0.55)], 0.12)).toEqual([]);
  });

  it('should give the detection, its box, and what else it has', () => {
    const tracker = new Tracker<Detected & { name: string }>();
    const detection = { ...at(50, 50), name: 'circle' };
    const [track] = tracker.update([detection], 0);
    expect(track?.detection).toBe(detection);
    expect(track?.box).toBe(detection.box);
  });

  it('should continue a track with a low score, but begin none', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50)], 0);
    expect(ids(tracker.update([at(51, 50, 0.15), at(300, 50, 0.15)], 0.04))).toEqual([1]);
    expect(tracker.update([at(52, 50, 0.05)], 0.08)).toEqual([]);
  });

  it('should not find a lost object again by a low score', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50)], 0);
    tracker.update([], 0.04);
    expect(tracker.update([at(50, 50, 0.3)], 0.08)).toEqual([]);
    expect(ids(tracker.update([at(50, 50, 0.9)], 0.12))).toEqual([1]);
  });

  it('should know an object again within maxLost seconds, where it has gone meanwhile', () => {
    const follow = (away: number) => {
      const tracker = new Tracker({ maxLost: 1 });
      for (let frame = 0; frame <= 10; frame += 1) tracker.update([at(50 + 8 * frame, 50)], frame / 25);
      tracker.update([], 11 / 25);
      const time = 10 / 25 + away;
      return [
        ...tracker.update([at(50 + 200 * time, 50)], time),
        ...tracker.update([at(58 + 200 * time, 50)], time + 0.04),
      ].map(({ id }) => id);
    };
    expect(follow(0.9)).toEqual([1, 1]);
    expect(follow(1.1)).toEqual([2]);
  });

  it('should follow an object whose frames come at any intervals', () => {
    const tracker = new Tracker();
    let time = 0;
    for (const interval of [0, 0.04, 0.04, 0.12, 0.04, 0.3, 0.04, 0.5, 0.08]) {
      time += interval;
      expect(ids(tracker.update([at(50 + 150 * time, 50)], time))).toEqual([1]);
    }
    expect(tracker.update([at(50 + 150 * time, 50)], time)[0]?.velocity[0]).toBeCloseTo(150, -1);
  });

  it('should show lost objects where they are expected, if asked', () => {
    const tracker = new Tracker({ withLost: true });
    for (let frame = 0; frame <= 10; frame += 1) tracker.update([at(50 + 8 * frame, 50)], frame / 25);
    const [lost] = tracker.update([], 15 / 25);
    expect(lost).toMatchObject({ id: 1, lastSeen: 10 / 25 });
    expect(lost).not.toHaveProperty('detection');
    expect((lost?.box[0] as number) + 20).toBeCloseTo(50 + 8 * 15, 0);
  });

  it('should name the class by the sum of scores', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50, 0.9, 2)], 0);
    expect(tracker.update([at(50, 50, 0.6, 1)], 0.04)[0]?.classId).toBe(2);
    expect(tracker.update([at(50, 50, 0.6, 1)], 0.08)[0]?.classId).toBe(1);
  });

  it('should not find a lost object again in one of another class', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50, 0.9, 2)], 0);
    tracker.update([], 0.04);
    expect(tracker.update([at(50, 50, 0.9, 1)], 0.08)).toEqual([]);
    expect(ids(tracker.update([at(50, 50, 0.9, 2)], 0.12))).toEqual([1]);
  });

  it('should take a detection of another class only where there is none of its own, and near by', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50, 0.9, 2)], 0);
    // The one at 54 is nearer, but of another class.
    expect(tracker.update([at(54, 50, 0.9, 1), at(30, 50, 0.9, 2)], 0.04)[0]?.box[0]).toBe(10);
    const other = new Tracker();
    other.update([at(50, 50, 0.9, 2)], 0);
    expect(other.update([at(70, 50, 0.9, 1)], 0.04)).toEqual([]);
    expect(other.update([at(50, 50, 0.9, 2)], 0.08)).toHaveLength(1);
  });

  it('should keep classes apart, if asked', () => {
    const tracker = new Tracker({ sameClass: true });
    tracker.update([at(50, 50, 0.9, 2)], 0);
    expect(tracker.update([at(50, 50, 0.9, 1)], 0.04)).toEqual([]);
    expect(ids(tracker.update([at(50, 50, 0.9, 1)], 0.08))).toEqual([2]);
  });

  it('should pair crossing objects so that all overlap most, not the first one', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50), at(62, 50)], 0);
    // The one at 58 is nearest to the second; the first one would have to take 74, which it does not overlap enough.
    expect(tracker.update([at(74, 50), at(58, 50)], 0.01).map(({ id, box }) => [id, box[0] + 20])).toEqual([
      [1, 58],
      [2, 74],
    ]);
  });

  it('should take two boxes in one place for one object, whatever their classes', () => {
    const both = [at(50, 50, 0.7, 1), at(52, 51, 0.9, 2), at(75, 50)];
    const tracks = new Tracker().update(both, 0);
    expect(tracks.map(({ classId, score }) => [classId, score])).toEqual([
      [2, 0.9],
      [0, 0.9],
    ]);
    expect(new Tracker({ maxOverlap: 1 }).update(both, 0)).toHaveLength(3);
    expect(new Tracker({ sameClass: true }).update(both, 0)).toHaveLength(3);
  });

  it('should begin anew when time goes back, and give no id twice', () => {
    const tracker = new Tracker();
    tracker.update([at(50, 50)], 5);
    expect(ids(tracker.update([at(50, 50)], 0))).toEqual([2]);
    expect(ids(tracker.update([at(50, 50)], 0.04))).toEqual([2]);
  });

  it('should keep one of two tracks on the same object', () => {
    const tracker = new Tracker({ minOverlapLow: 1 });
    tracker.update([at(50, 50)], 0);
    tracker.update([], 0.04);
    // Too low for the lost one to be matched, and then found as if it were new.
    const strict = new Tracker({ minOverlap: 0.95, withLost: true });
    strict.update([at(50, 50)], 0);
    strict.update([], 0.04);
    strict.update([at(52, 50)], 0.08);
    expect(ids(strict.update([at(52, 50)], 0.12))).toEqual([1]);
  });

  it.each([
    [[at(0, 0)], Number.NaN, /finite number of seconds for `time` but received NaN.*time: /],
    [[at(0, 0)], undefined, /`time` but received undefined/],
    [[{ ...at(0, 0), box: [0, 1, 2] }], 1, /`detections\[0\]\.box`/],
    [[at(0, 0), { ...at(0, 0), box: [0, 1, 2, Number.NaN] }], 1, /`detections\[1\]\.box`/],
    [[{ ...at(0, 0), score: '1' }], 1, /`detections\[0\]\.score`/],
    [[{ ...at(0, 0), classId: 0.5 }], 1, /`detections\[0\]\.classId`/],
    [[undefined], 1, /`detections\[0\]\.box`/],
  ])('should refuse %j at %s and stay as it was', (detections, time, message) => {
    const tracker = new Tracker();
    tracker.update([at(50, 50)], 0);
    expect(() => tracker.update(detections as Detected[], time as number)).toThrow(message);
    expect(ids(tracker.update([at(50, 50)], 0.04))).toEqual([1]);
  });

  it.each([
    [{ highScore: 2 }, /a number from 0 to 1 for `highScore` but received 2/],
    [{ lowScore: 0.6 }, /a number from 0 to 0.5 for `lowScore`/],
    [{ newScore: 0.4 }, /a number from 0.5 to 1 for `newScore`/],
    [{ minOverlap: 0 }, /`minOverlap`/],
    [{ maxOverlap: 0 }, /`maxOverlap`/],
    [{ minHits: 0 }, /`minHits`/],
    [{ maxLost: Number.NaN }, /`maxLost`/],
    [{ sameClass: 1 }, /`sameClass`/],
    [{ maxlost: 1 }, /did you mean `maxLost`/],
  ])('should refuse options %j', (options, message) => {
    expect(() => new Tracker(options as object)).toThrow(message);
  });
});
