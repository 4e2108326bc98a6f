import type { Box } from '../../../src/image/geometry.js';
import type { Detected } from '../../../src/tracks/track.js';
import type { Identified } from './clear-mot.js';

export interface SceneFrame {
  /** Seconds. */
  readonly time: number;
  readonly truth: readonly Identified[];
  readonly detections: readonly Detected[];
}

/** A generator of numbers from 0 to 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const [width, height] = [1280, 720];
const framesPerSecond = 30;
const seconds = 20;

/**
 * Twelve objects of 40 to 120 pixels that go 40 to 240 pixels per second, turn gently, and pass before each other: who is nearer
 * hides the others. A detector sees them with an error of 3 % of their size; it misses one in twenty, and those that are hidden
 * by 60 % or more; its score falls with what is hidden; and once in five frames it sees what is not there.
 */
export function scene(seed: number): SceneFrame[] {
  const next = random(seed);
  const between = (least: number, most: number) => least + (most - least) * next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const objects = Array.from({ length: 12 }, (_, index) => ({
    id: index,
    classId: index % 4,
    width: between(40, 120),
    height: between(40, 120),
    x: between(0, width),
    y: between(0, height),
    speed: between(40, 240),
    heading: between(0, 2 * Math.PI),
    turn: between(-0.5, 0.5),
  }));
  return Array.from({ length: seconds * framesPerSecond }, (_, index) => {
    for (const object of objects) {
      object.heading += object.turn / framesPerSecond;
      object.x += (Math.cos(object.heading) * object.speed) / framesPerSecond;
      object.y += (Math.sin(object.heading) * object.speed) / framesPerSecond;
      // Back into the picture, in a curve.
      const home = Math.atan2(height / 2 - object.y, width / 2 - object.x);
      const isOutside = object.x < 80 || object.x > width - 80 || object.y < 80 || object.y > height - 80;
      const aside = Math.atan2(Math.sin(home - object.heading), Math.cos(home - object.heading));
      if (isOutside) object.heading += (2.5 * Math.sign(aside)) / framesPerSecond;
    }
    const truth: Identified[] = [];
    const detections: Detected[] = [];
    for (const { id, classId, x, y, width: w, height: h } of objects) {
      const box: Box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
      const hidden = hiddenPart(box, truth);
      if (hidden < 0.6) {
        truth.push({ id, box });
        if (next() >= 0.05) {
          const error = () => 0.03 * Math.sqrt(w * h) * normal();
          const seen: Box = [box[0] + error(), box[1] + error(), box[2] + error(), box[3] + error()];
          detections.push({ box: seen, score: between(0.75, 0.95) - hidden, classId });
        }
      }
    }
    if (next() < 0.2) {
      const [x, y, size] = [between(0, width), between(0, height), between(30, 90)];
      detections.push({ box: [x, y, x + size, y + size], score: between(0.1, 0.8), classId: 0 });
    }
    return { time: index / framesPerSecond, truth, detections };
  });
}

function hiddenPart([x1, y1, x2, y2]: Box, nearer: readonly Identified[]): number {
  const covers = nearer.map(({ box }) => {
    const [w, h] = [Math.min(x2, box[2]) - Math.max(x1, box[0]), Math.min(y2, box[3]) - Math.max(y1, box[1])];
    return (Math.max(w, 0) * Math.max(h, 0)) / ((x2 - x1) * (y2 - y1));
  });
  return Math.max(0, ...covers);
}
