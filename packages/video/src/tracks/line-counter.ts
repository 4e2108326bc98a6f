import { assertKnownOptions } from '@ascend-rx/core/device';
import type { Point } from '../image/geometry.js';
import { assertNumber, assertOneOf } from '../util/assertions.js';
import { type Anchor, anchorOf } from './anchor.js';
import { assertPoint } from './assert-point.js';
import { Memory } from './memory.js';
import type { Track } from './track.js';

/** Of {@link LineCounter}. */
export interface LineCounterOptions {
  /** One end, in pixels of the frame. */
  readonly from: Point;
  /** The other end: not the same point. */
  readonly to: Point;
  /** The point of a box that crosses. Default `center`. */
  readonly anchor?: Anchor;
  /**
   * How far behind the line an object has to be, in parts of its size (the root of the box's area), so that one that trembles on the
   * line is not counted again and again. 0 or more, default 0.1.
   */
  readonly margin?: number;
}

/** The side that an object has come to, as seen by somebody who goes from `from` to `to` on the screen. */
export type Direction = 'left' | 'right';

/** An object has crossed the line. */
export interface Crossing {
  readonly id: number;
  readonly classId: number;
  /** The side that it has come to. */
  readonly to: Direction;
  /** Time of the frame in which it was behind the line, in seconds. */
  readonly time: number;
}

/**
 * Counts the tracks that cross a line. A track that goes round an end of the line is not counted. Frames that were dropped while it
 * crossed do not matter: the way between two frames is taken as straight.
 */
export class LineCounter {
  readonly #from: Point;
  readonly #to: Point;
  readonly #anchor: Anchor;
  readonly #margin: number;
  readonly #memory = new Memory<{ readonly point: Point; readonly side: Direction }>();
  readonly #counts: Record<Direction, Map<number, number>> = { left: new Map(), right: new Map() };

  /** @throws TypeError or RangeError if an option is none */
  constructor(options: LineCounterOptions) {
    assertKnownOptions('LineCounter', options, ['from', 'to', 'anchor', 'margin']);
    const { from, to, anchor = 'center', margin = 0.1 } = options;
    assertPoint('from', from);
    assertPoint('to', to);
    if (from[0] === to[0] && from[1] === to[1])
      throw new RangeError(`Expected two points for \`from\` and \`to\` but both are [${from}]`);
    assertOneOf('anchor', anchor, ['center', 'bottom']);
    assertNumber('margin', margin, 0, Number.MAX_VALUE, false);
    [this.#from, this.#to] = [[...from], [...to]];
    this.#anchor = anchor;
    this.#margin = margin;
  }

  /** How many have come to each side so far: of all classes, or of one. */
  count(to: Direction, classId?: number): number {
    const counts = this.#counts[to];
    if (classId !== undefined) return counts.get(classId) ?? 0;
    return [...counts.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Takes the tracks of the next frame, and gives those that have crossed since the last one. */
  update(tracks: readonly Track[]): Crossing[] {
    return tracks.flatMap(({ id, classId, box, time }) => {
      const point = anchorOf(box, this.#anchor);
      const distance = this.#distance(point);
      const size = Math.sqrt((box[2] - box[0]) * (box[3] - box[1]));
      if (Math.abs(distance) <= this.#margin * size) {
        this.#memory.touch(id, time);
        return [];
      }
      const side: Direction = distance > 0 ? 'right' : 'left';
      const before = this.#memory.exchange(id, { point, side }, time);
      if (before === undefined || before.side === side || !this.#isCrossed(before.point, point)) return [];
      const counts = this.#counts[side];
      counts.set(classId, (counts.get(classId) ?? 0) + 1);
      return [{ id, classId, to: side, time }];
    });
  }

  /** Of a point from the endless line, in pixels: more than 0 at its right. y grows downwards. */
  #distance([x, y]: Point): number {
    const [dx, dy] = [this.#to[0] - this.#from[0], this.#to[1] - this.#from[1]];
    return (dx * (y - this.#from[1]) - dy * (x - this.#from[0])) / Math.hypot(dx, dy);
  }

  /** Whether the way from `a` to `b`, which are on different sides, meets the line between its ends. */
  #isCrossed(a: Point, b: Point): boolean {
    const [before, after] = [this.#distance(a), this.#distance(b)];
    const part = before / (before - after);
    const meeting = [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])] as const;
    const [dx, dy] = [this.#to[0] - this.#from[0], this.#to[1] - this.#from[1]];
    const along = (meeting[0] - this.#from[0]) * dx + (meeting[1] - this.#from[1]) * dy;
    return along >= 0 && along <= dx ** 2 + dy ** 2;
  }
}
