import type { Box } from '../image/geometry.js';
import { MotionFilter } from './motion-filter.js';

// Deviations are in parts of the box's size, the root of its area, since large objects are near, and jitter more.
/** Of a measured centre, width or height: ByteTrack's 1/20. */
const measured = 1 / 20;
/** Of the speed of an object that has just come, in sizes per second: ByteTrack's 10/160 per frame, 30 frames per second. */
const firstSpeed = 2;
/** Of the speed's change in a second, in sizes per second. */
const drift = 2;
/** The same of width and height, which change slowly. */
const sizeDrift = 0.5;
/** A box does not become smaller, in pixels. */
const least = 1;

/** Where the box of an object is, and where it will be. */
export class BoxFilter {
  readonly #x: MotionFilter;
  readonly #y: MotionFilter;
  readonly #width: MotionFilter;
  readonly #height: MotionFilter;

  constructor(box: Box) {
    const [x, y, width, height] = centred(box);
    const size = sizeOf(width, height);
    const of = (value: number, speed: number) => new MotionFilter(value, measured * size, speed * size);
    this.#x = of(x, firstSpeed);
    this.#y = of(y, firstSpeed);
    this.#width = of(width, firstSpeed / 4);
    this.#height = of(height, firstSpeed / 4);
  }

  get box(): Box {
    const halfWidth = Math.max(this.#width.value, least) / 2;
    const halfHeight = Math.max(this.#height.value, least) / 2;
    const [x, y] = [this.#x.value, this.#y.value];
    return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
  }

  /** Of the centre, in pixels per second. */
  get velocity(): readonly [x: number, y: number] {
    return [this.#x.speed, this.#y.speed];
  }

  predict(seconds: number): void {
    const size = this.#size;
    this.#x.predict(seconds, (drift * size) ** 2);
    this.#y.predict(seconds, (drift * size) ** 2);
    this.#width.predict(seconds, (sizeDrift * size) ** 2);
    this.#height.predict(seconds, (sizeDrift * size) ** 2);
  }

  correct(box: Box): void {
    const [x, y, width, height] = centred(box);
    const deviation = measured * Math.max(sizeOf(width, height), least);
    this.#x.correct(x, deviation);
    this.#y.correct(y, deviation);
    this.#width.correct(width, deviation);
    this.#height.correct(height, deviation);
  }

  get #size(): number {
    return sizeOf(Math.max(this.#width.value, least), Math.max(this.#height.value, least));
  }
}

function centred([x1, y1, x2, y2]: Box): [x: number, y: number, width: number, height: number] {
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
}

function sizeOf(width: number, height: number): number {
  return Math.max(Math.sqrt(width * height), least);
}
