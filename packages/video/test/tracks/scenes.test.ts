// Scenes with known truth: how much a tracker gets wrong when frames are dropped. docs/tracking.md states the numbers.
import { describe, expect, it } from '@jest/globals';
import { Tracker } from '../../src/tracks/tracker.js';
import { clearMot } from './support/clear-mot.js';
import { random, scene } from './support/scene.js';

const seeds = [1, 2, 3, 4];

/** Over all scenes, with that part of the frames dropped at random. */
function follow(dropped: number) {
  const results = seeds.map((seed) => {
    const next = random(seed + 100);
    const tracker = new Tracker();
    return clearMot(
      scene(seed)
        .filter(() => next() >= dropped)
        .map(({ time, truth, detections }) => ({ truth, tracks: tracker.update(detections, time) })),
    );
  });
  const sum = (of: (result: (typeof results)[number]) => number) =>
    results.reduce((all, each) => all + of(each), 0);
  const [truths, misses, falseOnes, switches] = [
    sum((each) => each.truths),
    sum((each) => each.misses),
    sum((each) => each.falseOnes),
    sum((each) => each.switches),
  ];
  return { mota: 1 - (misses + falseOnes + switches) / truths, misses, falseOnes, switches, truths };
}

describe('Tracker in scenes with known truth', () => {
  it.each([
    [0, 0.93, 10],
    [0.3, 0.93, 15],
    [0.6, 0.92, 45],
  ])('should hold its ids with %d of the frames dropped', (dropped, mota, switches) => {
    const result = follow(dropped);
    expect(result.mota).toBeGreaterThan(mota);
    expect(result.switches).toBeLessThanOrEqual(switches);
  });
});
