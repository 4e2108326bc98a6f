// What is drawn is what the truth says.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { learned, unseen } from '../src/scene/backdrop.js';
import { makeScene, type SceneSet, sceneSets } from '../src/scene/make-scene.js';
import { along } from '../src/scene/pose.js';
import { type MovingShape, type Scene, type ShapeName, shapeNames } from '../src/scene/scene.js';
import { ScenePainter } from '../src/scene/scene-painter.js';
import { type SceneTruth, sceneTruth } from '../src/scene/scene-truth.js';
import { counts, truthAt } from '../src/scene/truth.js';

const format = { width: 160, height: 120, fps: 25 };
const black = {
  width: 160,
  height: 120,
  pixels: new Uint8Array(3 * 160 * 120),
  left: still(0),
  top: still(0),
};

function still(start: number) {
  return { start, velocity: 0 };
}

function shape(name: ShapeName, rest: Partial<MovingShape> = {}): MovingShape {
  const white = [255, 255, 255] as const;
  return {
    id: 0,
    name,
    variation: 0.5,
    x: still(80),
    y: still(60),
    radius: 30,
    breath: 0,
    angle: 0.4,
    spin: 0,
    stretch: [1, 1],
    colours: [white, white],
    ...rest,
  };
}

const sceneOf = (shapes: readonly MovingShape[], rest: Partial<Scene> = {}): Scene => ({
  format,
  backdrop: black,
  shapes,
  bars: [],
  exposure: 0,
  flicker: [0, 1, 0],
  noise: 0,
  seed: 1,
  ...rest,
});

/** Left, top, right, bottom of what is brighter than half. */
function drawn(scene: Scene, number = 0): number[] {
  const pixels = new ScenePainter(scene).paint(number);
  let [x1, y1, x2, y2] = [160, 120, 0, 0];
  for (let y = 0; y < 120; y += 1) {
    for (let x = 0; x < 160; x += 1) {
      if ((pixels[3 * (160 * y + x)] as number) < 128) continue;
      [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + 1), Math.max(y2, y + 1)];
    }
  }
  return [x1, y1, x2, y2];
}

describe('a shape', () => {
  it.each(shapeNames)('should be where the truth says: %s', (name) => {
    for (const angle of [0, 0.4, 2.5]) {
      const scene = sceneOf([shape(name, { angle, stretch: [0.92, 1] })]);
      const [seen] = truthAt(scene, 0);
      expect(seen).toMatchObject({ id: 0, name, visible: 1 });
      // The tip of a corner covers less than half of its last pixels.
      for (const [i, side] of drawn(scene).entries())
        expect(Math.abs(side - (seen?.box[i] as number))).toBeLessThan(2.5);
    }
  });

  it('should be clipped to the picture, and visible by the share that is in it', () => {
    const [seen] = truthAt(sceneOf([shape('square', { x: still(0), angle: Math.PI / 4 })]), 0);
    const half = 30 * Math.SQRT1_2;
    expect(seen?.box[0]).toBe(0);
    expect(seen?.box[2]).toBeCloseTo(half, 3);
    expect(seen?.visible).toBeCloseTo(0.5, 1);
    expect(truthAt(sceneOf([shape('square', { x: still(-40) })]), 0)).toEqual([]);
  });

  it('should be hidden by what is in front of it, shapes and bars', () => {
    const [back, front] = [shape('circle'), shape('circle', { id: 1, radius: 20 })];
    const [seen, other] = truthAt(sceneOf([back, front]), 0);
    expect(seen?.visible).toBeCloseTo(1 - 4 / 9, 1);
    expect(other?.visible).toBe(1);
    const bar = { angle: 0, offset: still(60), half: 20, colour: [0, 0, 0] as const };
    const scene = sceneOf([back], { bars: [bar] });
    // The bar takes its left half, in the truth and in the picture.
    expect(truthAt(scene, 0)[0]?.visible).toBeCloseTo(0.5, 1);
    expect(drawn(scene)[0]).toBe(80);
    expect(truthAt(sceneOf([shape('circle', { radius: 15, x: still(60) })], { bars: [bar] }), 0)).toEqual([]);
  });

  it('should be blurred while the picture is exposed, around its place in the middle of that time', () => {
    const x = { start: 40, velocity: 1000 };
    const [sharp, blurred] = [
      sceneOf([shape('square', { x })]),
      sceneOf([shape('square', { x })], { exposure: 0.02 }),
    ];
    expect(truthAt(blurred, 0.04)).toEqual(truthAt(sharp, 0.04));
    const grey = (scene: Scene) =>
      new ScenePainter(scene).paint(1).filter((value) => value > 20 && value < 235).length;
    expect(grey(blurred)).toBeGreaterThan(4 * grey(sharp));
    for (const [i, side] of drawn(blurred, 1).entries()) {
      expect(Math.abs(side - (truthAt(blurred, 0.04)[0]?.box[i] as number))).toBeLessThan(12);
    }
  });

  it('should count if enough of it is visible, and if it is large enough', () => {
    expect(counts({ box: [0, 0, 8, 8], visible: 0.4 })).toBe(true);
    expect(counts({ box: [0, 0, 8, 8], visible: 0.39 })).toBe(false);
    expect(counts({ box: [0, 0, 30, 7.9], visible: 1 })).toBe(false);
  });
});

describe('a path', () => {
  it('should turn round', () => {
    const path = { start: 90, velocity: 10, turns: [0, 100] } as const;
    expect([0, 1, 2, 11, 12, 21].map((seconds) => along(path, seconds))).toEqual([90, 100, 90, 0, 10, 100]);
    expect(along({ start: 5, velocity: -10 }, 2)).toBe(-15);
    expect(along({ start: 5, velocity: 0, swing: [4, 0.25, 0] }, 1)).toBeCloseTo(9, 12);
  });
});

describe('a scene', () => {
  const first = (set: SceneSet, index: number) => {
    const scene = makeScene(set, index, { width: 320, height: 180, fps: 25 });
    return { pixels: Buffer.from(new ScenePainter(scene).paint(3)), truth: truthAt(scene, 0.12) };
  };

  it('should follow from its set and its number, and from nothing else', () => {
    const one = first('test', 7);
    expect(first('test', 7)).toEqual(one);
    expect(one.truth.length).toBeGreaterThan(0);
    for (const other of [first('test', 8), first('unseen', 7)])
      expect(other.pixels.equals(one.pixels)).toBe(false);
    expect(new Set(Object.values(sceneSets)).size).toBe(Object.keys(sceneSets).length);
  });

  it('should have backgrounds that no training has', () => {
    expect(Object.keys(unseen).filter((kind) => kind in learned)).toEqual([]);
  });
});

describe('scene/shapes.json', () => {
  const file = JSON.parse(
    readFileSync(new URL('../scene/shapes.json', import.meta.url), 'utf8'),
  ) as SceneTruth;
  const now = sceneTruth();

  it('should have what the renderer shows', () => {
    expect({ ...file, frames: [] }).toEqual({ ...now, frames: [] });
    expect(file.frames).toHaveLength(250);
    for (const [frame, rows] of now.frames.entries()) {
      const kept = file.frames[frame] ?? [];
      expect(kept.map(([id]) => id)).toEqual(rows.map(([id]) => id));
      // Rounded to the other side.
      for (const [i, row] of rows.entries()) {
        for (const [k, value] of row.entries())
          expect(Math.abs(value - (kept[i]?.[k] as number))).toBeLessThan(0.11);
      }
    }
  });

  it('should have each passing shape cross the line once', () => {
    expect(file.crossings.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 15 }, (_, id) => id),
    );
    for (const { id, direction } of file.crossings) expect(direction).toBe(id % 2 === 0 ? 'right' : 'left');
  });
});
